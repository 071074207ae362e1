import { isIP, isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** No spelling of an address is longer: an IPv6 address with a zone, in brackets and quotes, with a port. */
const longestAddress = 100;

/**
 * Reads an address in any of the spellings that proxies write: with a port, in brackets, with a zone, in quotes,
 * IPv4 within IPv6. Null for what is no address.
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
 * The network that an address stands for, the same for all spellings of the address: an IPv4 address for itself, an
 * IPv6 address for its /64, as that is the least that one household or one phone is given. Null for what is no address.
 */
export function networkOf(text: string): string | null {
  if (text.length > longestAddress) return null;
  // As most connections come, and proxies write them: no need to parse.
  const plain = text.startsWith(mapped) ? text.slice(mapped.length) : text;
  if (isIPv4(plain)) return plain;
  const address = parseAddress(text);
  if (!address) return null;
  return 'parts' in address ? prefix(address.parts, 4) : address.toString();
}

/** How node spells IPv4 where it listens for both. */
const mapped = '::ffff:';

/** The larger network that the holder of a network often has as a whole: the /48 of a /64; an IPv4 address for itself. */
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
