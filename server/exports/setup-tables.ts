/** What stewards keep: connectors with their runs, saved mappings, linked codes, how photos are kept. Never a secret. */
import { Injectable } from '@nestjs/common';
import { factKind } from '../../metrics/facts.ts';
import { AllowedHosts } from '../connectors/allowed-hosts.ts';
import { ConnectorView } from '../connectors/connector-view.ts';
import type { Connector } from '../contract-connectors.ts';
import { PhotoSettings } from '../intake/photos/photo-settings.ts';
import { Mappings } from '../intake/mappings.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import type { Cell } from './export-document.ts';
import type { Content, ExportOrder } from './export-order.ts';
import { S } from './setup-words.ts';
import { W } from './words.ts';

const numeric = true as const;

@Injectable()
export class SetupTables {
  constructor(
    private readonly connectorView: ConnectorView,
    private readonly hosts: AllowedHosts,
    private readonly savedMappings: Mappings,
    private readonly photoSettings: PhotoSettings,
  ) {}

  async connectors({ lang }: ExportOrder): Promise<Content> {
    const [rows, runs, hosts] = await Promise.all([
      this.connectorView.all(),
      this.connectorView.everyRun(),
      this.hosts.list(),
    ]);
    const yes = (value: boolean): string => S[value ? 'yes' : 'no'][lang];
    return now(S.connectors[lang], W.none[lang], [
      {
        name: S.connectors[lang],
        title: S.connectors[lang],
        definition: S.connectorsDefinition[lang],
        columns: [
          { label: S.name[lang] },
          { label: S.kind[lang] },
          { label: S.state[lang] },
          { label: S.schedule[lang] },
          { label: S.reached[lang] },
          { label: S.next[lang] },
          { label: S.failures[lang], numeric },
          { label: S.hasSecret[lang] },
          { label: S.settings[lang] },
        ],
        rows: rows.map((row): Cell[] => [
          row.name,
          row.config.kind === 'sql' ? row.config.driver : row.config.kind,
          S.states[row.state][lang],
          scheduleOf(row, lang),
          row.reached,
          row.nextRunAt,
          row.failures,
          yes(row.hasSecret),
          JSON.stringify(row.config),
        ]),
      },
      {
        name: S.runs[lang],
        title: S.runs[lang],
        definition: S.runsDefinition[lang],
        columns: [
          { label: S.name[lang] },
          { label: S.started[lang] },
          { label: S.ended[lang] },
          { label: S.startedBy[lang] },
          { label: S.state[lang] },
          { label: S.requests[lang], numeric },
          { label: S.records[lang], numeric },
          { label: S.receipts[lang] },
          { label: S.problem[lang] },
        ],
        rows: runs.map(({ connector, run }): Cell[] => [
          connector,
          run.startedAt,
          run.endedAt,
          run.startedBy,
          S.runStates[run.state][lang],
          run.requests,
          run.records,
          run.receipts.join(', '),
          run.problem?.[lang] ?? null,
        ]),
      },
      {
        name: S.hosts[lang],
        title: S.hosts[lang],
        definition: S.hostsDefinition[lang],
        columns: [{ label: S.address[lang] }, { label: S.internal[lang] }, { label: S.builtIn[lang] }],
        rows: [
          ...hosts.builtIn.map((address): Cell[] => [address, yes(false), yes(true)]),
          ...hosts.rows.map(({ address, internal }): Cell[] => [address, yes(internal), yes(false)]),
        ],
      },
    ]);
  }

  async mappings({ lang }: ExportOrder): Promise<Content> {
    const newest = await this.savedMappings.list();
    const columnsOf = (body: Record<string, unknown>) => (body['columns'] ?? {}) as Record<string, unknown>;
    return now(S.mappings[lang], newest.map(({ name, version }) => `${name}@${version}`).join(', ') || W.none[lang], [
      {
        name: S.mappings[lang],
        title: S.mappings[lang],
        definition: S.mappingsDefinition[lang],
        columns: [
          { label: S.name[lang] },
          { label: S.version[lang], numeric },
          { label: S.facts[lang] },
          { label: S.source[lang] },
          { label: S.columns[lang], numeric },
          { label: S.saved[lang] },
          { label: S.savedBy[lang] },
        ],
        rows: newest.map(({ name, version, body, createdAt, createdBy }): Cell[] => [
          name,
          version,
          factKind(String(body['kind']))?.meaning[lang] ?? String(body['kind']),
          typeof body['source'] === 'string' ? body['source'] : null,
          Object.keys(columnsOf(body)).length,
          shanghaiTime(createdAt),
          createdBy,
        ]),
      },
      {
        name: S.columns[lang],
        title: S.columns[lang],
        definition: S.columnsDefinition[lang],
        columns: [
          { label: S.name[lang] },
          { label: S.canonical[lang] },
          { label: S.meaning[lang] },
          { label: S.from[lang] },
        ],
        rows: newest.flatMap(({ name, body }) => {
          const known = factKind(String(body['kind']))?.columns ?? [];
          return Object.entries(columnsOf(body)).map(([column, from]): Cell[] => [
            name,
            column,
            known.find((one) => one.name === column)?.meaning[lang] ?? null,
            typeof from === 'string' ? from : JSON.stringify(from),
          ]);
        }),
      },
    ]);
  }

  async photos({ lang }: ExportOrder): Promise<Content> {
    const { keepOriginals, masks } = await this.photoSettings.read();
    const share = (value: number): string => `${Math.round(value * 1000) / 10} %`;
    return now(S.photos[lang], W.none[lang], [
      {
        name: S.originals[lang],
        title: S.originals[lang],
        definition: S.originalsDefinition[lang],
        columns: [{ label: S.keep[lang] }],
        rows: [[S[keepOriginals ? 'yes' : 'no'][lang]]],
      },
      {
        name: S.masks[lang],
        title: S.masks[lang],
        definition: S.masksDefinition[lang],
        columns: [{ label: S.source[lang] }, { label: S.top[lang] }, { label: S.bottom[lang] }],
        rows: masks.map(({ source, top, bottom }): Cell[] => [source, share(top), share(bottom)]),
      },
    ]);
  }
}

/** Settings are as they are when asked. */
const now = (title: string, versions: string, tables: Content['tables']): Content => ({
  title,
  asOf: shanghaiTime(new Date()),
  versions,
  tables,
});

function scheduleOf({ schedule, enabled }: Connector, lang: ExportOrder['lang']): string {
  if (!enabled) return S.states.off[lang];
  if (schedule === null) return S.byHand[lang];
  return 'dailyAt' in schedule
    ? S.daily[lang].replace('{time}', schedule.dailyAt)
    : S.every[lang].replace('{n}', String(schedule.everyMinutes));
}
