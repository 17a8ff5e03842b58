/**
 * A server that speaks the MySQL client/server protocol (dev.mysql.com, "MySQL Client/Server Protocol", version 10): the handshake
 * with mysql_native_password, text commands, prepared statements with binary rows, and error packets. What it answers comes
 * from a SQLite database in memory, whose dialect covers the one statement that is pulled with. For machines without MariaDB.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import Database from 'better-sqlite3';

const OK = Buffer.from([0, 0, 0, 2, 0, 0, 0]);
const EOF = Buffer.from([0xfe, 0, 0, 2, 0]);
/** LONG_PASSWORD, CONNECT_WITH_DB, PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH, TRANSACTIONS. */
const CAPABILITIES = 0x1 | 0x8 | 0x200 | 0x8000 | 0x80000 | 0x2000;
const TYPES = { LONGLONG: 8, DATETIME: 12, VAR_STRING: 0xfd };

const sha1 = (...parts: Buffer[]): Buffer => createHash('sha1').update(Buffer.concat(parts)).digest();
const xor = (a: Buffer, b: Buffer): Buffer => Buffer.from(a.map((byte, i) => byte ^ b[i]!));
const text = (value: string): Buffer => Buffer.from(`${value}\0`);

function counted(bytes: Buffer): Buffer {
  if (bytes.length < 251) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const length = Buffer.alloc(3);
  length[0] = 0xfc;
  length.writeUInt16LE(bytes.length, 1);
  return Buffer.concat([length, bytes]);
}

interface Prepared {
  statement: Database.Statement;
  parameters: number;
  columns: { name: string; type: number }[];
}

export class MysqlProtocolServer {
  readonly database = new Database(':memory:');
  /** Text commands, in order. */
  readonly said: string[] = [];
  /** Selects that ran outside a read-only transaction. */
  unguarded = 0;
  connections = 0;
  /** Breaks the line when the next so many pages are asked for. */
  breaks = 0;
  /** Takes statements and never answers them. */
  isSilent = false;
  isAsked = false;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly password: string;

  constructor(password: string) {
    this.password = password;
    this.database.defaultSafeIntegers(true);
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      this.connections += 1;
      new Session(this, socket, this.password);
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.database.close();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

class Session {
  private received = Buffer.alloc(0);
  private sequence = 0;
  private isSignedIn = false;
  private isReadOnly = false;
  private readonly scramble = Buffer.from(randomBytes(20).map((byte) => (byte % 94) + 33));
  private readonly prepared = new Map<number, Prepared>();

  constructor(
    private readonly server: MysqlProtocolServer,
    private readonly socket: Socket,
    private readonly password: string,
  ) {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => this.take(chunk));
    this.greet();
  }

  private send(...packets: Buffer[]): void {
    for (const body of packets) {
      const head = Buffer.alloc(4);
      head.writeUIntLE(body.length, 0, 3);
      head[3] = this.sequence++;
      this.socket.write(Buffer.concat([head, body]));
    }
  }

  private fail(code: number, state: string, message: string): void {
    const number = Buffer.alloc(2);
    number.writeUInt16LE(code);
    this.send(Buffer.concat([Buffer.from([0xff]), number, Buffer.from(`#${state}${message}`)]));
  }

  private greet(): void {
    const low = Buffer.alloc(2);
    low.writeUInt16LE(CAPABILITIES & 0xffff);
    const high = Buffer.alloc(2);
    high.writeUInt16LE(CAPABILITIES >>> 16);
    this.send(
      Buffer.concat([
        Buffer.from([10]),
        text('8.0.0-test'),
        Buffer.from([1, 0, 0, 0]),
        this.scramble.subarray(0, 8),
        Buffer.from([0]),
        low,
        Buffer.from([45, 2, 0]),
        high,
        Buffer.from([21]),
        Buffer.alloc(10),
        this.scramble.subarray(8),
        Buffer.from([0]),
        text('mysql_native_password'),
      ]),
    );
  }

  private take(chunk: Buffer): void {
    this.received = Buffer.concat([this.received, chunk]);
    while (this.received.length >= 4) {
      const length = this.received.readUIntLE(0, 3);
      if (this.received.length < 4 + length) return;
      this.sequence = this.received[3]! + 1;
      const body = Buffer.from(this.received.subarray(4, 4 + length));
      this.received = this.received.subarray(4 + length);
      if (this.isSignedIn) this.command(body);
      else this.signIn(body);
    }
  }

  private signIn(body: Buffer): void {
    const end = body.indexOf(0, 32);
    const token = body.subarray(end + 2, end + 2 + body[end + 1]!);
    const stage = sha1(Buffer.from(this.password));
    const expected = xor(stage, sha1(this.scramble, sha1(stage)));
    if (!token.equals(expected)) {
      this.fail(1045, '28000', `Access denied for user '${body.toString('utf8', 32, end)}'`);
      return void this.socket.end();
    }
    this.isSignedIn = true;
    this.send(OK);
  }

  private command(body: Buffer): void {
    const said = (): string => body.toString('utf8', 1);
    switch (body[0]) {
      case 0x01:
        return void this.socket.end();
      case 0x03:
        return this.textCommand(said());
      case 0x0e:
        return this.send(OK);
      case 0x16:
        return this.prepare(said());
      case 0x17:
        return this.execute(body);
      case 0x19:
        return void this.prepared.delete(body.readUInt32LE(1));
      default:
        this.fail(1047, '08S01', 'Unknown command');
    }
  }

  private textCommand(sql: string): void {
    this.server.said.push(sql);
    // MySQL's own name for it is the other one.
    if (sql.includes('max_statement_time')) return this.fail(1193, 'HY000', 'Unknown system variable');
    if (/^START TRANSACTION READ ONLY$/i.test(sql)) this.isReadOnly = true;
    this.send(OK);
  }

  private prepare(sql: string): void {
    if (this.server.breaks > 0) {
      this.server.breaks -= 1;
      return void this.socket.destroy();
    }
    let statement: Database.Statement;
    try {
      statement = this.server.database.prepare(sql);
    } catch (error) {
      const { message } = error as Error;
      return this.fail(message.includes('no such table') ? 1146 : 1054, '42S02', message);
    }
    const parameters = sql.split('?').length - 1;
    const columns = statement.columns().map(({ name, type }) => ({ name, type: typeOf(type) }));
    const id = this.prepared.size + 1;
    this.prepared.set(id, { statement, parameters, columns });
    const head = Buffer.alloc(12);
    head.writeUInt32LE(id, 1);
    head.writeUInt16LE(columns.length, 5);
    head.writeUInt16LE(parameters, 7);
    const marks = Array.from({ length: parameters }, () => definition({ name: '?', type: TYPES.VAR_STRING }));
    this.send(head, ...marks, ...(parameters > 0 ? [EOF] : []), ...columns.map(definition), EOF);
  }

  private execute(body: Buffer): void {
    if (this.server.isSilent) return void (this.server.isAsked = true);
    const { statement, parameters, columns } = this.prepared.get(body.readUInt32LE(1))!;
    if (!this.isReadOnly) this.server.unguarded += 1;
    const rows = statement.all(...valuesOf(body, parameters)) as Record<string, unknown>[];
    this.send(Buffer.from([columns.length]), ...columns.map(definition), EOF);
    this.send(...rows.map((row) => binaryRow(row, columns)), EOF);
  }
}

function typeOf(declared: string | null): number {
  if (/INT/i.test(declared ?? '')) return TYPES.LONGLONG;
  return /DATETIME|TIMESTAMP/i.test(declared ?? '') ? TYPES.DATETIME : TYPES.VAR_STRING;
}

function definition({ name, type }: { name: string; type: number }): Buffer {
  const tail = Buffer.from([0x0c, 45, 0, 0xff, 0, 0, 0, type, 0, 0, 0, 0, 0]);
  return Buffer.concat([
    ...['def', 'county', 'pulled', 'pulled', name, name].map((part) => counted(Buffer.from(part))),
    tail,
  ]);
}

/** Parameters of an execution: a bit for each that is null, their types, then their bytes, all sent as text by the client. */
function valuesOf(body: Buffer, parameters: number): (string | null)[] {
  if (parameters === 0) return [];
  const nulls = body.subarray(10, 10 + ((parameters + 7) >> 3));
  let at = 10 + nulls.length + 1 + 2 * parameters;
  return Array.from({ length: parameters }, (_, i) => {
    if ((nulls[i >> 3]! >> (i & 7)) & 1) return null;
    const long = body[at] === 0xfc;
    const length = long ? body.readUInt16LE(at + 1) : body[at]!;
    at += long ? 3 : 1;
    at += length;
    return body.toString('utf8', at - length, at);
  });
}

function binaryRow(row: Record<string, unknown>, columns: readonly { name: string; type: number }[]): Buffer {
  const nulls = Buffer.alloc((columns.length + 9) >> 3);
  const values = columns.map(({ name, type }, i) => {
    const value = row[name];
    if (value === null) {
      nulls[(i + 2) >> 3]! |= 1 << ((i + 2) & 7);
      return Buffer.alloc(0);
    }
    const said = String(value as string | bigint);
    if (type === TYPES.VAR_STRING) return counted(Buffer.from(said));
    const bytes = Buffer.alloc(8);
    if (type === TYPES.LONGLONG) {
      bytes.writeBigInt64LE(BigInt(said));
      return bytes;
    }
    const [year, ...rest] = said.split(/[- :T]/).map(Number);
    bytes[0] = 7;
    bytes.writeUInt16LE(year!, 1);
    bytes.set(rest, 3);
    return bytes;
  });
  return Buffer.concat([Buffer.from([0]), nulls, ...values]);
}
