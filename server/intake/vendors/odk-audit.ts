/**
 * ODK Collect `audit.csv`: what was touched in a form, and when, in milliseconds. The events of one submission are one
 * report: how long people really worked on it. The file does not say whose submission it is; its folder does, or the column
 * `instance ID` of Central. It is kept beside the submission, under the requirement `form/audit`, so that neither overwrites
 * nor doubles the other.
 */
import { dirname, basename } from 'node:path';
import { unixTime } from './fields.ts';
import { cellUnder, type TableFormat, type TableReader } from './table-format.ts';
import type { VendorRow } from './vendor.ts';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
/** Root of forms that have no name of their own. */
const PLAIN_ROOT = 'data';
const MOST_REMEMBERED = 2000;

interface Session {
  record: number;
  user: string;
  root: string;
  begin: number;
  end: number;
  worked: number;
  questions: number;
  resumes: number;
  changes: number;
  reasons: Set<string>;
  places: Set<string>;
}

const started = (record: number): Session => ({
  record,
  user: '',
  root: '',
  begin: Infinity,
  end: 0,
  worked: 0,
  questions: 0,
  resumes: 0,
  changes: 0,
  reasons: new Set(),
  places: new Set(),
});

const milliseconds = (text: string): number => (/^\d{12,14}$/.test(text) ? Number(text) : Number.NaN);
/** R writes what is absent so. */
const present = (text: string): string => (text === 'NA' ? '' : text);
const remembered = (set: Set<string>, text: string): void => {
  if (text !== '' && set.size < MOST_REMEMBERED) set.add(text);
};

class AuditReader implements TableReader {
  private readonly sessions = new Map<string, Session>();
  private readonly cell: (cells: readonly string[], name: string) => string;
  private readonly source: string;
  private readonly named: string;

  constructor(header: readonly string[], source: string, path: string) {
    // R writes `old.value`.
    this.cell = cellUnder(header.map((name) => name.toLowerCase().replaceAll('.', '-')));
    this.source = source;
    const folder = basename(dirname(path.replaceAll('!', '/')));
    const plain = basename(path).replace(/\.csv$/i, '');
    this.named =
      UUID.exec(folder)?.[0] ?? UUID.exec(plain)?.[0] ?? (plain === 'audit' && folder !== '.' ? folder : plain);
  }

  read(cells: readonly string[], record: number): readonly VendorRow[] {
    const of = (name: string): string => present(this.cell(cells, name));
    const id = (of('instance id') || this.named).replace(/^uuid:/, '');
    const session = this.sessions.get(id) ?? started(record);
    this.sessions.set(id, session);
    const event = of('event');
    const node = of('node');
    const begin = milliseconds(of('start'));
    const end = milliseconds(of('end'));
    if (session.user === '') session.user = of('user');
    if (session.root === '' && node.startsWith('/')) session.root = node.split('/')[1] ?? '';
    if (begin < session.begin) session.begin = begin;
    const last = Math.max(Number.isNaN(begin) ? 0 : begin, Number.isNaN(end) ? 0 : end);
    if (last > session.end) session.end = last;
    if (event === 'form resume') session.resumes += 1;
    if (of('old-value') !== '' && of('old-value') !== of('new-value')) session.changes += 1;
    remembered(session.reasons, of('change-reason'));
    if (of('latitude') !== '')
      remembered(session.places, `${of('latitude')} ${of('longitude')} ${of('accuracy')}`.trim());
    if (event === 'question' || event === 'group questions') {
      session.questions += 1;
      if (end >= begin) session.worked += end - begin;
    }
    return [];
  }

  end(): readonly VendorRow[] {
    return [...this.sessions].map(([id, session]) => this.report(id, session));
  }

  private report(id: string, session: Session): VendorRow {
    const form = session.root === '' || session.root === PLAIN_ROOT ? 'form' : session.root;
    const time = (at: number): string => (Number.isFinite(at) && at > 0 ? unixTime(String(Math.round(at))) : '');
    const { questions, resumes, changes, reasons, places } = session;
    return {
      record: session.record,
      columns: {
        source: this.source,
        external_id: `audit:${id}`,
        cadre_code: session.user || `anonymous:${id}`,
        requirement_code: `${this.source}:${form}/audit`,
        submitted_at: time(session.end),
        opened_at: time(session.begin),
        active_edit_s: (session.worked / 1000).toFixed(3),
        revisions: String(resumes),
      },
      extra: {
        instance: id,
        questions,
        changes,
        ...(reasons.size === 0 ? {} : { reasons: [...reasons] }),
        ...(places.size === 0 ? {} : { places: [...places] }),
      },
      notices: session.user === '' ? ['nobody'] : [],
    };
  }
}

export const ODK_AUDIT: TableFormat = {
  format: 'odk-audit',
  kind: 'reports',
  source: 'odk',
  recognises: (header) => ['event', 'node', 'start', 'end'].every((name) => header.includes(name)),
  reader: (header, source, path) => new AuditReader(header, source, path),
  notices: {
    nobody: {
      zh: '{n} 份填报过程没有记录填报人,各自单独记(anonymous:提交编号)',
      en: '{n} audits do not say who filled in the form; each is recorded for itself (anonymous: and the submission)',
    },
  },
};
