/** The events behind the map, the clocks and the graph of a finding: what proves it, and ordinary ones beside it. */
import { Injectable } from '@nestjs/common';
import type { ViewEvent, ViewEvents } from '../contract-views.ts';
import { FactStore } from '../facts/fact-store.ts';
import type { Statement } from '../indicators/statements.ts';
import { AnswerCache } from '../indicators/answer-cache.ts';
import { CELL_EVENTS, LOT, NAMED_EVENTS, type CellOfFacts } from './cell-events.ts';
import { RANDOM_ARM } from './random-arm.ts';

/** A picture of more points shows less. */
const CAP = 400;
/** Inside the reporting line nothing is shown of fewer people. */
const SMALLEST_GROUP = 5;

interface Row {
  kind: string;
  source: string;
  external_id: string;
  day: string;
  cadre: string;
  at: string;
  claimed: string | null;
  captured: string | null;
  uploaded: string | null;
  due: string | null;
  completed: string | null;
  lat: number | null;
  lon: number | null;
  accuracy_m: number | null;
  device: string;
  network: string;
}

interface Proof {
  kind: string;
  source: string;
  external_id: string;
  day: string;
  signal: string;
  detector: string;
  role: 'flagged' | 'partner';
}

const PROOFS = (where: string): string => `
  SELECT p.1 AS kind, p.2 AS source, p.3 AS external_id, toString(p.4) AS day, toString(e.signal) AS signal, e.detector AS detector,
    if(i <= e.flagged, 'flagged', 'partner') AS role
  FROM signals e ARRAY JOIN events AS p, arrayEnumerate(events) AS i
  WHERE e.day >= {month:Date} AND e.day < addMonths({month:Date}, 1) AND e.requirement = {requirement:String}
    AND ({unit:String} = '' OR e.unit = {unit:String}) AND e.detector IN {detectors:Array(String)} AND ${where}`;

const PLACES = (where: string): string => `
  SELECT e.code AS code, assumeNotNull(e.lat) AS lat, assumeNotNull(e.lon) AS lon, e.radius_m AS radiusM
  FROM (SELECT code, toNullable(lat) AS lat, toNullable(lon) AS lon, radius_m, requirement_code, org_unit_code FROM places) e
    LEFT ANY JOIN (SELECT code, township FROM unit_paths) up ON up.code = e.org_unit_code
  WHERE e.requirement_code IN ('', {requirement:String}) AND ({unit:String} = '' OR up.township IN ('', {unit:String}))
    AND (up.township = '' OR ${where}) ORDER BY e.code LIMIT ${CAP}`;

@Injectable()
export class ViewEventsService {
  constructor(
    private readonly store: FactStore,
    private readonly cache: AnswerCache,
  ) {}

  /**
   * @param finding its detectors are the ones asked about
   * @param scope condition on `e.unit`; @param townships the same on `up.township`
   * @param identify auditors: people and devices by number, and also of small groups
   */
  of(
    { requirement, unit, month, detectors }: CellOfFacts & { detectors: readonly string[] },
    scope: Statement,
    townships: Statement,
    identify: boolean,
  ): Promise<ViewEvents> {
    const cell = { requirement, unit, month };
    return this.cache.recent(['view events', cell, detectors, scope, townships, identify], () =>
      this.read({ ...cell, detectors }, scope, townships, identify),
    );
  }

  private async read(
    { detectors, ...cell }: CellOfFacts & { detectors: readonly string[] },
    scope: Statement,
    townships: Statement,
    identify: boolean,
  ): Promise<ViewEvents> {
    const asked = { ...scope.parameters, ...cell, detectors: [...detectors] };
    const proofs = PROOFS(scope.sql);
    const [[counted], proving, [all], places] = await Promise.all([
      this.store.query<{ n: number }>(`SELECT uniqExact(kind, source, external_id) AS n FROM (${proofs})`, asked),
      this.store.query<Proof>(`${proofs} ORDER BY e.strength DESC, e.signal, i LIMIT ${CAP}`, asked),
      this.store.query<{ n: number; people: number }>(
        `SELECT count() AS n, uniqExact(e.cadre) AS people FROM (${CELL_EVENTS}) e WHERE ${scope.sql}`,
        { ...scope.parameters, ...cell },
      ),
      this.store.query<ViewEvents['places'][number]>(PLACES(townships.sql), { ...townships.parameters, ...cell }),
    ]);
    const suppressed = !identify && (all?.people ?? 0) < SMALLEST_GROUP;
    const head = { suppressed, proving: counted?.n ?? 0, ordinary: all?.n ?? 0, cap: CAP };
    if (suppressed) return { ...head, proving: 0, ordinary: 0, events: [], places: [] };
    const [named, ordinary] = await Promise.all([this.named(proving), this.ordinary(cell, proving, scope)]);
    const shared = await this.sharedDevices([...named.values(), ...ordinary]);
    const show = shower(identify, shared);
    const events = [
      ...proving.flatMap((proof) => {
        const row = named.get(keyOf(proof));
        return row ? [show(row, proof)] : [];
      }),
      ...ordinary.map((row) => show(row)),
    ];
    return { ...head, events, places };
  }

  private async named(proofs: readonly Proof[]): Promise<Map<string, Row>> {
    if (proofs.length === 0) return new Map();
    const rows = await this.store.query<Row>(NAMED_EVENTS, {
      days: [...new Set(proofs.map((proof) => proof.day))],
      sources: proofs.map((proof) => proof.source),
      ids: proofs.map((proof) => proof.external_id),
    });
    return new Map(rows.map((row) => [keyOf(row), row]));
  }

  private ordinary(cell: CellOfFacts, proofs: readonly Proof[], scope: Statement): Promise<Row[]> {
    return this.store.query<Row>(
      `SELECT * FROM (${CELL_EVENTS}) e
       WHERE ${scope.sql} AND (e.source, e.external_id) NOT IN
         (SELECT k.1, k.2 FROM (SELECT arrayJoin(arrayZip({sources:Array(String)}, {ids:Array(String)})) AS k))
       ORDER BY ${LOT} LIMIT ${CAP}`,
      {
        ...scope.parameters,
        ...cell,
        seed: RANDOM_ARM.seed,
        sources: ['', ...proofs.map((proof) => proof.source)],
        ids: ['', ...proofs.map((proof) => proof.external_id)],
      },
    );
  }

  private async sharedDevices(rows: readonly Row[]): Promise<Set<string>> {
    const used = [...new Set(rows.map((row) => row.device).filter(Boolean))];
    if (used.length === 0) return new Set();
    const known = await this.store.query<{ device_id: string }>(
      'SELECT device_id FROM shared_devices WHERE device_id IN {used:Array(String)}',
      { used },
    );
    return new Set(known.map((row) => row.device_id));
  }
}

const keyOf = (row: { kind: string; source: string; external_id: string }): string =>
  [row.kind, row.source, row.external_id].join('\u001f');

/** Numbers instead of names, given in the order of appearance. */
function shower(identify: boolean, shared: ReadonlySet<string>): (row: Row, proof?: Proof) => ViewEvent {
  const number = () => {
    const numbers = new Map<string, number>();
    return (name: string): number | null => {
      if (!identify || name === '') return null;
      if (!numbers.has(name)) numbers.set(name, numbers.size + 1);
      return numbers.get(name)!;
    };
  };
  const [person, device, network] = [number(), number(), number()];
  return (row, proof) => ({
    kind: row.kind,
    source: row.source,
    externalId: row.external_id,
    role: proof?.role ?? 'ordinary',
    signal: proof?.signal ?? null,
    detector: proof?.detector ?? null,
    person: person(row.cadre),
    at: row.at,
    claimedAt: row.claimed,
    capturedAt: row.captured,
    uploadedAt: row.uploaded,
    dueAt: row.due,
    completedAt: row.completed,
    lat: row.lat,
    lon: row.lon,
    accuracyM: row.accuracy_m,
    device: device(row.device),
    sharedDevice: shared.has(row.device),
    network: network(row.network),
  });
}
