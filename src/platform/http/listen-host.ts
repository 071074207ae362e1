import type { Env } from '../env.js';
import { trustsAny } from './trust-proxy.js';

/**
 * The address to listen on; undefined for all. Loopback only for the demo, whose passwords are known, and behind a
 * trusted proxy, because a request that does not pass the proxy could claim any address. `HOST` overrides it.
 */
export function listenHost(env: Pick<Env, 'HOST' | 'TRUST_PROXY'>, isDemo: boolean): string | undefined {
  return env.HOST ?? (isDemo || trustsAny(env.TRUST_PROXY) ? '127.0.0.1' : undefined);
}
