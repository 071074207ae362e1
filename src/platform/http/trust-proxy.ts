import ipaddr from 'ipaddr.js';
import { parseAddress } from './network-of.js';
import { remember } from '../text/remember.js';

/** The reverse proxies of ours: how many stand in front, or the networks they are in, such as `10.0.0.0/8`. */
export type TrustedProxies = number | string[];

/** Whether the address that a request came from, over this many proxies, is a proxy of ours. As Express takes it. */
export type Trust = (address: string, hop: number) => boolean;

/** True when anything in front is trusted. */
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

/** Bits of the largest networks that a proxy can be in: 10.0.0.0/8 and fc00::/7, the private ones. */
const smallestPrefix = { ipv4: 8, ipv6: 7 };

/** What is wrong with an entry of a list of networks, or null. */
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
