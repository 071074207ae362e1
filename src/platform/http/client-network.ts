import type { IncomingMessage } from 'node:http';
import type { Logger } from '../log.js';
import { networkOf } from './network-of.js';
import { createTrust, type TrustedProxies } from './trust-proxy.js';

/**
 * The network that a request comes from: an IPv4 address or an IPv6 /64. All code that counts or limits by network
 * uses this, so that one address is one network, however it is written.
 */
export type ClientNetwork = (req: IncomingMessage) => string;

/** For a connection that ended before its address was read. */
const unknown = 'unknown';

const headerName = 'x-forwarded-for';

/** Problems with the address that a proxy passes on, and their log texts. Each is logged once. */
export const forwardingProblems = {
  ignored:
    'X-Forwarded-For is ignored, because TRUST_PROXY does not name its sender. All visitors behind it count as one',
  missing:
    'X-Forwarded-For is missing, although TRUST_PROXY is set. All visitors behind this proxy count as one',
  unreadable:
    'X-Forwarded-For contains an entry that is not an address. Such visitors count as the proxy that wrote it',
};

/**
 * Reads `X-Forwarded-For` from its end, as long as each entry was written by a trusted proxy. An entry that is no
 * address counts as that proxy. Each kind of problem is logged once.
 */
export function createClientNetwork(proxies: TrustedProxies, log: Logger): ClientNetwork {
  const trusts = createTrust(proxies);
  const logged = new Set<string>();
  const logOnce = (problem: keyof typeof forwardingProblems) => {
    if (logged.has(problem)) return;
    logged.add(problem);
    log.warn({ event: `client-network.${problem}` }, forwardingProblems[problem]);
  };

  return ({ socket, headers }) => {
    const forwarded = textOf(headers[headerName]);
    let address = socket.remoteAddress ?? '';
    if (!trusts(address, 0)) {
      if (forwarded) logOnce('ignored');
    } else if (!forwarded) logOnce('missing');
    else address = walk(forwarded, address);
    return networkOf(address) ?? unknown;
  };

  function walk(forwarded: string, peer: string): string {
    let [address, end] = [peer, forwarded.length];
    for (let hop = 0; end >= 0 && trusts(address, hop);) {
      const comma = end === 0 ? -1 : forwarded.lastIndexOf(',', end - 1);
      const entry = forwarded.slice(comma + 1, end).trim();
      end = comma;
      // Empty entries in a list have no meaning.
      if (!entry) continue;
      if (!networkOf(entry)) {
        logOnce('unreadable');
        break;
      }
      address = entry;
      hop += 1;
    }
    return address;
  }
}

/**
 * All host names of a request: its Host header, and `X-Forwarded-Host` from a trusted proxy, which may also
 * contain names that the visitor made up. In lower case, without port.
 */
export function createHostNames(proxies: TrustedProxies): (req: IncomingMessage) => string[] {
  const trusts = createTrust(proxies);
  return ({ socket, headers }) => {
    const isPassedOn = trusts(socket.remoteAddress ?? '', 0);
    const forwarded = isPassedOn ? textOf(headers['x-forwarded-host']).split(',') : [];
    return [headers.host ?? '', ...forwarded].map(bareName);
  };
}

const bareName = (host: string) => /^(\[.*\]|[^:]*)/.exec(host.trim())![0].replace(/\.$/, '').toLowerCase();

const textOf = (header: string | string[] | undefined): string =>
  typeof header === 'string' ? header : (header?.join(',') ?? '');
