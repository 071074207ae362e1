import ipaddr from 'ipaddr.js';
import { parseAddress } from './network-of.js';
import { remember } from '../text/remember.js';

/** The trusted reverse proxies: how many there are, or their networks, such as `10.0.0.0/8`. */
export type TrustedProxies = number | string[];

/** Whether the address at this number of hops belongs to a trusted proxy. The format of Express. */
export type Trust = (address: string, hop: number) => boolean;

/** True when any proxy is trusted. */
export const trustsAny = (proxies: TrustedProxies): boolean =>
  typeof proxies === 'number' ? proxies > 0 : proxies.length > 0;

export function createTrust(proxies: TrustedProxies): Trust {
  if (typeof proxies === 'number') return (_address, hop) => hop < proxies;
  const ranges = proxies.map(rangeOf);
  const isListed = remember(100, (text) => {
    const address = parseAddress(text);
    return ranges.some((range) => range?.[0].kind() === address?.kind() && address?.match(range!));
  });
  return (address) => isListed(address ?? '');
}

/** Prefix lengths of the largest private networks: 10.0.0.0/8 and fc00::/7. */
const smallestPrefix = { ipv4: 8, ipv6: 7 };

/** The problem of an entry in a list of networks, or null. */
export function networkProblem(entry: string): string | null {
  const range = rangeOf(entry);
  if (!range) return `has no network ${entry}: write addresses or networks, such as 10.0.0.0/8`;
  const [address, bits] = range;
  return bits < smallestPrefix[address.kind()] ? `would believe everybody within ${entry}` : null;
}

function rangeOf(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | null {
  const [text = '', length, ...more] = entry.split('/');
  const address = parseAddress(text);
  if (!address || more.length) return null;
  const bits = address.kind() === 'ipv4' ? 32 : 128;
  if (length === undefined) return [address, bits];
  return /^\d{1,3}$/.test(length) && Number(length) <= bits ? [address, Number(length)] : null;
}
