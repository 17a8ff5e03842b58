/**
 * Where connectors may connect to: hosts an administrator listed, at addresses that are public unless he said otherwise. A
 * name is resolved once a run and the connection goes to that address, so that a name server cannot change its mind between
 * the check and the connection.
 */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Audit } from '../access/audit.ts';
import type { ConnectorHosts } from '../contract-connectors.ts';
import { Refusal } from '../http/problem.ts';
import { Operations } from '../operations/operations.ts';
import { ConnectorHost } from './connector.entity.ts';

/** The vendors' public editions. Private editions and everything else are listed by an administrator. */
export const BUILT_IN = [
  'qyapi.weixin.qq.com:443',
  'oapi.dingtalk.com:443',
  'open.feishu.cn:443',
  'open.larksuite.com:443',
];

export interface Pinned {
  address: string;
  family: 4 | 6;
  /** The administrator said that it lies inside the local network. */
  internal: boolean;
}

const subnets = (...nets: [string, number, 'ipv4' | 'ipv6'][]): BlockList => {
  const list = new BlockList();
  for (const [net, bits, family] of nets) list.addSubnet(net, bits, family);
  return list;
};

/** Inside a network: only for hosts that are marked so. */
const INTERNAL = subnets(
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
);
/** Never by name: link-local (clouds keep their metadata there), multicast, reserved, and what hides an IPv4 address. */
const NEVER = subnets(
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['2001::', 32, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
);

export type Reach = 'public' | 'internal' | 'never';

/** @param address an IPv4 or IPv6 address */
export function reachOf(address: string): Reach {
  const mapped = /^(?:::ffff:|::)(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return reachOf(mapped);
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  // The same IPv4 address written in hexadecimal.
  if (family === 'ipv6' && /^::(ffff:)?[0-9a-f]{1,4}:[0-9a-f]{1,4}$/i.test(address)) return 'never';
  if (NEVER.check(address, family)) return 'never';
  return INTERNAL.check(address, family) ? 'internal' : 'public';
}

/** `host:port`, lower case; an IPv6 address in brackets. */
export function addressText(host: string, port: number): string {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return `${isIP(bare) === 6 ? `[${bare}]` : bare}:${port}`;
}

@Injectable()
export class AllowedHosts {
  constructor(
    private readonly operations: Operations,
    private readonly audit: Audit,
  ) {}

  async list(): Promise<ConnectorHosts> {
    const rows = await this.operations.read.find(ConnectorHost, { order: { address: 'ASC' } });
    return { builtIn: BUILT_IN, rows: rows.map(({ address, internal }) => ({ address, internal })) };
  }

  async allow(address: string, internal: boolean, actor: string): Promise<void> {
    const row = { address: address.toLowerCase(), internal, addedAt: new Date().toISOString(), addedBy: actor };
    await this.operations.write(async (manager) => {
      await manager.save(ConnectorHost, row);
      await this.audit.write({ actor, action: 'connector-host-allowed', object: row.address, detail: { internal } });
    });
  }

  /** @throws Refusal 404 `no-such-host` */
  async forbid(address: string, actor: string): Promise<void> {
    await this.operations.write(async (manager) => {
      const { affected } = await manager.delete(ConnectorHost, { address: address.toLowerCase() });
      if (!affected)
        throw new Refusal(404, 'no-such-host', {
          zh: `允许的主机中没有 ${address}。`,
          en: `${address} is not among the allowed hosts.`,
        });
      await this.audit.write({ actor, action: 'connector-host-forbidden', object: address.toLowerCase() });
    });
  }

  /** @throws Refusal 403 `host-not-allowed`, `internal-address`; 502 `unknown-host` */
  async pin(host: string, port: number): Promise<Pinned> {
    const text = addressText(host, port);
    const row = await this.operations.read.findOneBy(ConnectorHost, { address: text });
    if (!row && !BUILT_IN.includes(text))
      throw new Refusal(403, 'host-not-allowed', {
        zh: `不允许连接 ${text}。请管理员把它加入“允许的主机”。`,
        en: `${text} is not an allowed host. An administrator can add it.`,
      });
    const bare = host.replace(/^\[|\]$/g, '');
    const internal = row?.internal ?? false;
    const found = isIP(bare) ? [{ address: bare, family: isIP(bare) }] : await resolve(bare);
    for (const { address } of found) {
      const reach = reachOf(address);
      // A link-local address may be meant only when it is listed itself, not when a name leads there.
      const allowed = reach === 'public' || (internal && (reach === 'internal' || address === bare));
      if (allowed) continue;
      throw new Refusal(403, 'internal-address', {
        zh: `${text} 指向非公网地址 ${address},已拒绝。若确为本单位内网系统,请管理员把它标为“内网”。`,
        en: `${text} leads to ${address}, which is not a public address; refused. If it is a system of your own network, an administrator can mark it as internal.`,
      });
    }
    return { address: found[0]!.address, family: found[0]!.family === 6 ? 6 : 4, internal };
  }
}

async function resolve(host: string): Promise<{ address: string; family: number }[]> {
  try {
    const found = await lookup(host, { all: true, verbatim: true });
    if (found.length > 0) return found;
  } catch {
    // Said below.
  }
  throw new Refusal(502, 'unknown-host', {
    zh: `找不到主机 ${host}。请检查名称和 DNS。`,
    en: `The host ${host} cannot be found. Check its name and the name server.`,
  });
}
