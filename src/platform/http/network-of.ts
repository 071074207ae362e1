import { isIP, isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The longest way to write an address: IPv6 with a zone, in brackets and quotes, with a port. */
const longestAddress = 100;

/**
 * Parses an address as proxies write it: with a port, in brackets, with a zone, in quotes, or IPv4 within IPv6.
 * Null for text that is no address.
 */
export function parseAddress(text: string): Address | null {
  if (text.length > longestAddress) return null;
  const bare = withoutPort(text.trim().replace(/^"(.*)"$/, '$1')).split('%')[0]!;
  return isIP(bare) ? ipaddr.process(bare) : null;
}

function withoutPort(text: string): string {
  const [, inBrackets] = /^\[([^\]]*)\](?::\d+)?$/.exec(text) ?? [];
  const [, beforePort] = /^([\d.]+):\d+$/.exec(text) ?? [];
  return inBrackets ?? beforePort ?? text;
}

/**
 * The network of an address, the same for all ways to write it: an IPv4 address itself, or the /64 of an IPv6
 * address, the least that one household or phone gets. Null for text that is no address.
 */
export function networkOf(text: string): string | null {
  if (text.length > longestAddress) return null;
  // The usual form in connections and from proxies; needs no parsing.
  const plain = text.startsWith(mapped) ? text.slice(mapped.length) : text;
  if (isIPv4(plain)) return plain;
  const address = parseAddress(text);
  if (!address) return null;
  return 'parts' in address ? prefix(address.parts, 4) : address.toString();
}

/** How Node writes IPv4 addresses when it listens for both. */
const mapped = '::ffff:';

/** The larger network that usually has the same holder: the /48 of a /64; an IPv4 address itself. */
export function siteOf(network: string): string {
  if (!network.endsWith('/64')) return network;
  const { parts } = ipaddr.IPv6.parse(network.slice(0, -'/64'.length));
  return prefix(parts, 3);
}

const prefix = (parts: number[], groups: number) =>
  `${parts
    .slice(0, groups)
    .map((part) => part.toString(16))
    .join(':')}::/${groups * 16}`;
