import { isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** How often a minute one address may tell something, and all together: so the memory for addresses is bounded too. */
const [each, all] = [60, 30_000];

/** Resolves to 0 when this address may tell something now, otherwise to the seconds it should wait. */
export type AddressLimit = (address: string) => Promise<number>;

export function createAddressLimit(): AddressLimit {
  const perAddress = new RateLimiterMemory({ points: each, duration: 60 });
  const together = new RateLimiterMemory({ points: all, duration: 60 });
  return async (address) => {
    try {
      await together.consume('all');
      await perAddress.consume(network(address));
      return 0;
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
    }
  };
}

/** A household has many IPv6 addresses, which begin alike. */
function network(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail = ''] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const behind = tail.split(':').filter(Boolean);
  const zeros = address.includes('::')
    ? Array<string>(Math.max(0, 8 - groups.length - behind.length)).fill('0')
    : [];
  return [...groups, ...zeros, ...behind].slice(0, 4).join(':');
}
