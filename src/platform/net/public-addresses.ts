import { lookup as resolveName } from 'node:dns';
import { BlockList, isIPv6, type LookupFunction } from 'node:net';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';

/** Agents that connect only to public addresses and to those `allowed`. Their sockets close after the response. */
export function publicAgents(allowed: string[]) {
  const filter = { allowIPAddressList: allowed };
  return {
    'http:': new RequestFilteringHttpAgent(filter),
    'https:': new RequestFilteringHttpsAgent(filter),
  };
}

// The agents treat any IPv6 address without a known use as public. Only this range is allocated.
const givenOut = new BlockList();
givenOut.addSubnet('2000::', 3, 'ipv6');

/** True for IPv6 addresses that the agents accept although they are not public, such as `[::127.0.0.1]`. */
export function isPrivate(host: string, allowed: string[]): boolean {
  const address = host.replace(/^\[|\]$/g, '');
  return isIPv6(address) && !givenOut.check(address, 'ipv6') && !allowed.includes(address);
}

/** Resolves names as `resolve` does, and refuses a name with such an address. */
export function publicLookup(allowed: string[], resolve = resolveName as LookupFunction): LookupFunction {
  return (name, options, done) =>
    resolve(name, options, (error, found, family) => {
      const addresses = error
        ? []
        : [found].flat().map((one) => (typeof one === 'string' ? one : one.address));
      const refused = addresses.find((address) => isPrivate(address, allowed));
      done(refused ? new Error(`${refused} is not allowed`) : error, found, family);
    });
}

/** True for the error of a refused address; request-filtering-agent has only a message for it. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.message.includes('is not allowed');
}
