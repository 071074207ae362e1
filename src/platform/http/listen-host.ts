import type { Env } from '../env.js';
import { trustsAny } from './trust-proxy.js';

/**
 * The address to listen on; undefined for all. Loopback alone for the demo, whose passwords are known, and when a proxy is
 * trusted, as whoever reaches the port by another way could say to be anybody. `HOST` comes first.
 */
export function listenHost(env: Pick<Env, 'HOST' | 'TRUST_PROXY'>, isDemo: boolean): string | undefined {
  return env.HOST ?? (isDemo || trustsAny(env.TRUST_PROXY) ? '127.0.0.1' : undefined);
}
