/** OCEL as JSON: 2.0 has lists of events and objects, 1.0 has objects keyed by id. */
import { cellText } from './cell-text.ts';
import { jsonElementGroups, parseElement } from './json-elements.ts';
import { ObjectTypeList, type OcelEvent, type OcelLog, type OcelRelation } from './ocel.ts';

const EVENTS_1 = 'ocel:events.';
const OBJECTS_1 = 'ocel:objects.';

/** Does the beginning of a JSON document announce an OCEL log? */
export const isOcelJson = (start: string): boolean =>
  /"(eventTypes|objectTypes|ocel:events|ocel:global-log|ocel:global-event)"\s*:/.test(start) ||
  (/"events"\s*:\s*\[/.test(start) && /"(relationships|objectId)"\s*:/.test(start));

const objects = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];

/** @param chunks the text of the log, from its beginning, each time it is called */
export function ocelJson(chunks: () => AsyncIterable<string>): OcelLog {
  return {
    objectTypes: async () => {
      const types = new ObjectTypeList();
      const take = (path: string, inArray: boolean): boolean =>
        (path === 'objects' && inArray) || (path.startsWith(OBJECTS_1) && !inArray);
      for await (const group of jsonElementGroups(chunks(), take)) {
        for (const { path, text } of group) {
          const record = parseElement(text);
          if (!record) continue;
          const old = path.startsWith(OBJECTS_1);
          types.add(
            old ? path.slice(OBJECTS_1.length) : cellText(record['id']),
            cellText(record[old ? 'ocel:type' : 'type']),
          );
        }
      }
      return types;
    },
    events: async function* () {
      const take = (path: string, inArray: boolean): boolean =>
        (path === 'events' && inArray) || (path.startsWith(EVENTS_1) && !inArray);
      let position = 0;
      for await (const group of jsonElementGroups(chunks(), take)) {
        for (const { path, line, text } of group) {
          position += 1;
          const record = parseElement(text) ?? {};
          const place = { record: position, line };
          yield path.startsWith(EVENTS_1)
            ? oldEvent(path.slice(EVENTS_1.length), record, place)
            : newEvent(record, place);
        }
      }
    },
  };
}

type Place = Pick<OcelEvent, 'record' | 'line'>;

function newEvent(record: Record<string, unknown>, place: Place): OcelEvent {
  return {
    ...place,
    id: cellText(record['id']),
    type: cellText(record['type']),
    time: cellText(record['time']),
    attributes: new Map(objects(record['attributes']).map(({ name, value }) => [cellText(name), cellText(value)])),
    relations: objects(record['relationships']).map(({ objectId, qualifier }) => ({
      object: cellText(objectId),
      qualifier: cellText(qualifier),
    })),
  };
}

function oldEvent(id: string, record: Record<string, unknown>, place: Place): OcelEvent {
  const omap = record['ocel:omap'];
  const vmap = record['ocel:vmap'];
  const relations: OcelRelation[] = (Array.isArray(omap) ? omap : []).map((object) => ({
    object: cellText(object),
    qualifier: '',
  }));
  return {
    ...place,
    id,
    type: cellText(record['ocel:activity']),
    time: cellText(record['ocel:timestamp']),
    attributes: new Map(
      Object.entries(typeof vmap === 'object' && vmap !== null ? vmap : {}).map(([name, value]) => [
        name,
        cellText(value),
      ]),
    ),
    relations,
  };
}
