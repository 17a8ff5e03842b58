/** What the records of a JSON document are: canonical ones, those of a saved mapping, or a vendor's. */
import type { FactKind, Words } from '../../../metrics/columns.ts';
import { factKind } from '../../../metrics/facts.ts';
import { canonicalKind, unknownColumns } from '../canonical-header.ts';
import { FileProblem } from '../file-problem.ts';
import { firstJsonElements, parseElement } from '../formats/json-elements.ts';
import type { Envelope } from '../formats/json-scanner.ts';
import { Fields } from '../vendors/fields.ts';
import type { PlainMapping } from '../vendors/plain-rows.ts';
import { vendorAt, VENDOR_FORMATS } from '../vendors/registry.ts';
import type { FormLabels, VendorFormat, VendorRow } from '../vendors/vendor.ts';
import type { LoadRequest } from './recognition.ts';
import { cellText } from '../formats/cell-text.ts';
import { tryLayout, type TableHints } from './table-layout.ts';

/** Which records of the document are read, and how. */
export interface Reading {
  format: string;
  mapping: string;
  kind: FactKind;
  source: string;
  path: string;
  inArray: boolean;
  unknownColumns: readonly string[];
  warnings: readonly Words[];
  notices: Record<string, Words>;
  mapper: () => JsonMapper;
  /** The vendor's own way with plain records. */
  plain?: PlainMapping | undefined;
}

export interface JsonMapper {
  map(record: Record<string, unknown>, number: number, envelope: Envelope): VendorRow | readonly VendorRow[];
  end?: (() => readonly VendorRow[]) | undefined;
}

export interface FirstElement {
  path: string;
  inArray: boolean;
  record: Record<string, unknown>;
  vendor?: VendorFormat | undefined;
}

/** Places further on hold no first record. */
const LOOKED_AT = 1 << 18;
const MOST_LOOKED_AT = 50;

/** The first record of a text that may be cut off at its end: at the root when it is canonical, or where a vendor has it. */
export function firstElement(head: string, hints: TableHints): FirstElement | undefined {
  const { as } = hints.request;
  const root = firstOf(head, (path) => path === '', 1)[0];
  const bare = root && { path: '', inArray: root.inArray, record: root.record };
  if (bare && (hints.mapping || canonicalKind(Object.keys(bare.record), as, hints.fileName))) return bare;
  const places = new Set<string>();
  for (const _none of firstJsonElements(head.slice(0, LOOKED_AT), (path, inArray) => {
    places.add(`${inArray}|${path}`);
    return false;
  }));
  const present = VENDOR_FORMATS.filter(({ path, inArray }) => path !== '' && places.has(`${inArray}|${path}`));
  for (const wanted of new Set(present.map(({ path, inArray }) => `${inArray}|${path}`))) {
    const found = firstOf(head, (path, inArray) => `${inArray}|${path}` === wanted, MOST_LOOKED_AT);
    const recognised = found
      .map(({ path, inArray, record, envelope }) => ({
        path,
        inArray,
        record,
        vendor: vendorAt(path, inArray, record, { envelope, as }),
      }))
      .filter(({ vendor }) => vendor !== undefined);
    const best = recognised.find(({ vendor }) => vendor?.kind === as) ?? recognised[0];
    if (best) return best;
  }
  return bare && { ...bare, vendor: vendorAt('', true, bare.record, { as }) };
}

function firstOf(
  head: string,
  take: (path: string, inArray: boolean) => boolean,
  most: number,
): { path: string; inArray: boolean; record: Record<string, unknown>; envelope: Envelope }[] {
  const found = [];
  let inside = false;
  for (const { path, text, envelope } of firstJsonElements(head, (path, inArray) => {
    const taken = take(path, inArray);
    if (taken) inside = inArray;
    return taken;
  })) {
    const record = parseElement(text);
    if (record) found.push({ path, inArray: inside, record, envelope });
    if (found.length >= most) break;
  }
  return found;
}

/** @throws FileProblem `unknown-json`, `unknown-columns`, `other-kind` */
export function readingOf(first: FirstElement, hints: TableHints, labels: FormLabels | undefined): Reading {
  const { request } = hints;
  const names = Object.keys(first.record);
  const bare = first.path === '';
  const kind = bare && !hints.mapping ? canonicalKind(names, request.as, hints.fileName) : undefined;
  if (kind) return canonicalReading(first, kind, request);
  if (bare && hints.mapping) {
    const mapped = mappedReading(first, names, hints);
    if (mapped) return mapped;
  }
  const { vendor } = first;
  if (!vendor) throw bare ? unknownColumns(names, request.as) : unknownJson();
  if (request.as !== undefined && request.as !== vendor.kind)
    throw new FileProblem(
      'other-kind',
      `这是 ${vendor.format},内容为 ${vendor.kind},不是 ${request.as}。`,
      `This is ${vendor.format}, which holds ${vendor.kind}, not ${request.as}.`,
    );
  const source = request.source ?? vendor.source;
  return {
    format: vendor.format,
    ...pick(first),
    mapping: vendor.format,
    kind: canonicalKindOf(vendor.kind),
    source,
    unknownColumns: [],
    warnings: [],
    notices: vendor.notices ?? {},
    plain: vendor.plain?.(source),
    mapper: () => {
      const map = vendor.mapper(source, { fileName: hints.fileName, ...(labels ? { labels } : {}) });
      return { map: (record, number, envelope) => map(new Fields(record), envelope, number), end: map.end };
    },
  };
}

const pick = ({ path, inArray }: FirstElement): Pick<Reading, 'path' | 'inArray'> => ({ path, inArray });

function mappedReading(first: FirstElement, names: readonly string[], hints: TableHints): Reading | undefined {
  const layout = tryLayout([names], hints);
  return (
    layout && {
      format: 'json',
      ...pick(first),
      mapping: layout.mapping,
      kind: layout.kind,
      source: layout.source,
      unknownColumns: layout.unknownColumns,
      warnings: [],
      notices: {},
      mapper: () => ({
        map: (record, number) =>
          layout.map(
            names.map((name) => cellText(record[name])),
            number,
          ),
      }),
    }
  );
}

function canonicalReading(first: FirstElement, kind: FactKind, request: LoadRequest): Reading {
  const known = new Set(kind.columns.map((c) => c.name));
  const source = request.source ?? ('source' in first.record ? '' : 'file');
  return {
    format: 'json',
    ...pick(first),
    mapping: 'canonical',
    kind,
    source,
    unknownColumns: Object.keys(first.record).filter((name) => !known.has(name)),
    warnings: [],
    notices: {},
    mapper: () => ({
      map: (record) => {
        const columns: Record<string, string> = {};
        for (const name of known) columns[name] = cellText(record[name]).trim();
        if (known.has('source') && columns['source'] === '') columns['source'] = source;
        return {
          columns,
          extra: Object.fromEntries(
            Object.entries(record).filter(([name, value]) => !known.has(name) && value !== null && value !== ''),
          ),
        };
      },
    }),
  };
}

export const unknownJson = (): FileProblem =>
  new FileProblem(
    'unknown-json',
    '认不出这个 JSON:既不是标准记录,也不是企业微信、钉钉、飞书、ODK/Kobo、CommCare、DHIS2 或 OCEL 的已知格式。',
    'This JSON is not recognised: neither canonical records nor a known format of WeCom, DingTalk, Lark, ODK/Kobo, CommCare, DHIS2 or OCEL.',
  );

function canonicalKindOf(name: string): FactKind {
  const kind = factKind(name);
  if (!kind) throw new Error(`vendor format of unknown kind ${name}`);
  return kind;
}
