/**
 * A third yardstick: PostgreSQL's COPY of the same CSV into a table of texts, then one statement that types and checks the rows
 * and one that keeps the refused ones. `node raw-postgres.mjs CSV FOLDER` prints `{seconds, rows}`, `{}` where there is none.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [csv] = process.argv.slice(2);
const ROOT = '/usr/lib/postgresql';
const versions = existsSync(ROOT) ? readdirSync(ROOT).sort((a, b) => Number(b) - Number(a)) : [];
const bin = versions.map((version) => join(ROOT, version, 'bin')).find((folder) => existsSync(join(folder, 'initdb')));

/** The server refuses to run as root. */
function unprivileged() {
  if (process.getuid() !== 0) return {};
  const id = (flag, user) => Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: 'pipe' }));
  for (const user of ['postgres', 'nobody'])
    try {
      return { uid: id('-u', user), gid: id('-g', user) };
    } catch {
      // The next one.
    }
  throw new Error('running as root and neither postgres nor nobody exists');
}

const TEXTS = ['source', 'external_id', 'cadre_code', 'requirement_code', 'task_external_id', 'device_id', 'network_id', 'created_by']; // prettier-ignore
const TIMES = ['claimed_at', 'captured_at', 'uploaded_at'];
const NUMBERS = ['lat', 'lon', 'accuracy_m'];
const COLUMNS = ['source', 'external_id', 'cadre_code', 'claimed_at', 'requirement_code', 'task_external_id', 'captured_at', 'uploaded_at', 'kind', 'method', 'lat', 'lon', 'accuracy_m', 'crs', 'place', 'device_id', 'network_id', 'created_by', 'is_mock', 'photos', 'note']; // prettier-ignore
const TYPES = {
  ...Object.fromEntries(TIMES.map((name) => [name, 'timestamptz'])),
  ...Object.fromEntries(NUMBERS.map((name) => [name, 'double precision'])),
  is_mock: 'boolean',
};
const ISO = `'^\\d{4}-\\d{2}-\\d{2}([T ]([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d([.,]\\d{1,9})?)?(Z|[+-]\\d\\d:?\\d\\d)?)?$'`;
const DECIMAL = `'^[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?$'`;
const VALID = [
  `source <> '' AND external_id <> '' AND cadre_code <> '' AND claimed_at <> ''`,
  ...TEXTS.map((name) => `length(${name}) <= 200`),
  ...TIMES.map((name) => `(${name} = '' OR (${name} ~ ${ISO} AND substr(${name}, 1, 4) BETWEEN '1990' AND '2099'))`),
  ...NUMBERS.map((name) => `(${name} = '' OR ${name} ~ ${DECIMAL})`),
  `(lat = '') = (lon = '')`,
  `crs IN ('', 'wgs84', 'gcj02', 'bd09')`,
  `is_mock IN ('', 'true', 'false', '0', '1')`,
].join(' AND ');
const typed = COLUMNS.map((name) => (name in TYPES ? `nullif(${name}, '')::${TYPES[name]}` : name));
// NOT MATERIALIZED: the checks run where the rows are typed, as in ours.
const STORE = `INSERT INTO checkins SELECT ${typed.join(', ')}, md5(staged::text) FROM staged WHERE ${VALID}
  ON CONFLICT (source, external_id) DO NOTHING`;
const REFUSE = `INSERT INTO refused SELECT staged::text FROM staged WHERE NOT (${VALID})`;

if (bin === undefined) process.stdout.write('{}\n');
else await measure();

async function measure() {
  const who = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'henjian-pg-'));
  if (who.uid !== undefined) chownSync(folder, who.uid, who.gid);
  const options = { ...who, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'Asia/Shanghai' } };
  const data = join(folder, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--no-sync'], { ...options, stdio: 'pipe' }); // prettier-ignore
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'shared_buffers=512MB', 'work_mem=64MB', 'max_wal_size=8GB']; // prettier-ignore
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...settings.flatMap((one) => ['-c', one])], { ...options, stdio: 'ignore' }); // prettier-ignore
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const psql = (sql, stdin = 'ignore') =>
    execFileSync(join(bin, 'psql'), ['-h', folder, '-U', 'bench', '-d', 'postgres', '-v', 'ON_ERROR_STOP=1', '-Atqc', sql], { ...options, stdio: [stdin, 'pipe', 'pipe'], encoding: 'utf8' }); // prettier-ignore
  try {
    await answers(psql);
    const columns = COLUMNS.map((name) => `${name} ${TYPES[name] ?? 'text'}`);
    psql(`CREATE UNLOGGED TABLE staged (${COLUMNS.map((name) => `${name} text`).join(', ')});
      CREATE TABLE checkins (${columns.join(', ')}, content_hash text, PRIMARY KEY (source, external_id));
      CREATE TABLE refused (record text)`);
    const started = performance.now();
    psql(`COPY staged (${COLUMNS.join(', ')}) FROM STDIN WITH (FORMAT csv, HEADER true, FORCE_NOT_NULL (${COLUMNS.join(', ')}))`, openSync(csv)); // prettier-ignore
    psql(STORE);
    psql(REFUSE);
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(`${JSON.stringify({ seconds, rows: Number(psql('SELECT count(*) FROM checkins')) })}\n`);
  } finally {
    server.kill('SIGQUIT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function answers(psql) {
  for (let tries = 0; ; tries++)
    try {
      return psql('SELECT 1');
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
}
