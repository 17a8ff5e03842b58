import { jsonElements, parseElement } from '../../../server/intake/formats/json-elements.ts';
import { xesEvents } from '../../../server/intake/formats/xes.ts';

async function elements(text: string, path: string, size: number): Promise<string[]> {
  const found: string[] = [];
  const pieces = text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
  for await (const element of jsonElements(pieces, (p, inArray) => p === path && inArray))
    found.push(`${element.line}:${element.text}`);
  return found;
}

describe('records in JSON', () => {
  const pages =
    '{"a":{"b":[{"id":12345678901234567890,"s":"q\\"}{[","n":[{"y":2}]},\n{"x":-3.5e2}]}}\n{"a":{"b":[{"x":"中"}]}}';

  it.each([1, 2, 7, 1000])('are found at their path in pieces of %i, long numbers whole', async (size) => {
    expect(await elements(pages, 'a.b', size)).toEqual([
      '1:{"id":"12345678901234567890","s":"q\\"}{[","n":[{"y":2}]}',
      '2:{"x":-3.5e2}',
      '3:{"x":"中"}',
    ]);
  });

  it('of a broken or bottomless document are refused, not guessed', async () => {
    await expect(elements('{"a":{"b":[{"x":1}', 'a.b', 5)).rejects.toMatchObject({ code: 'malformed-json' });
    await expect(elements('[]]', '', 5)).rejects.toMatchObject({ code: 'malformed-json' });
    await expect(elements('['.repeat(100_000), '', 1000)).rejects.toMatchObject({ code: 'too-deep' });
    await expect(elements(`[{"x":"${'a'.repeat(17 << 20)}"}]`, '', 1 << 16)).rejects.toMatchObject({
      code: 'record-too-long',
    });
  });

  it('cannot reach a prototype', () => {
    const record = parseElement('{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":1}}}')!;
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
    expect((record as { polluted?: number }).polluted).toBeUndefined();
    expect(parseElement('{"\\u005f_proto__":{"polluted":1}}')).toEqual({});
    expect((record['a'] as { polluted?: number }).polluted).toBeUndefined();
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(parseElement('[1]')).toBeUndefined();
  });
});

describe('event logs', () => {
  const read = async (xml: string) => {
    const found = [];
    for await (const event of xesEvents(xml.match(/[\s\S]{1,7}/g) ?? [])) found.push(event);
    return found;
  };

  it('give every event with its trace', async () => {
    const events = await read(
      '<log><global scope="event"><string key="concept:name" value="x"/></global><trace><string key="concept:name" value="t&amp;1"/>' +
        '<event><string key="concept:name" value="受理"><string key="nested" value="n"/></string></event><event/></trace></log>',
    );
    expect(events.map((e) => [e.record, e.position, e.traceAttributes.get('concept:name'), [...e.attributes]])).toEqual(
      [
        [1, 1, 't&1', [['concept:name', '受理']]],
        [2, 2, 't&1', []],
      ],
    );
  });

  it('with a document type or broken XML are refused', async () => {
    await expect(read('<!DOCTYPE log [<!ENTITY a "aaaa">]><log>&a;</log>')).rejects.toMatchObject({
      code: 'xml-doctype',
    });
    await expect(read('<log><trace></log>')).rejects.toMatchObject({ code: 'malformed-xml' });
  });
});
