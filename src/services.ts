import { type Clock, systemClock } from './platform/clock.js';
import { createClientNetwork, type ClientNetwork } from './platform/http/client-network.js';
import type { Env } from './platform/env.js';
import { createFetcher, type Fetcher } from './platform/net/fetcher.js';
import { createLog, type Logger } from './platform/log.js';
import { createMailer, type Mailer } from './platform/net/mailer.js';

/** The outside world, built once by hand and passed to every verb. Tests pass their own. */
export interface Services {
  env: Env;
  clock: Clock;
  log: Logger;
  mailer: Mailer;
  fetcher: Fetcher;
  /** Where a request comes from; nothing else reads a client's address. */
  clientNetwork: ClientNetwork;
  /** The address people reach this deployment at, without a slash at its end. */
  publicUrl: string;
}

export function createServices(env: Env): Services {
  const clock = systemClock;
  const log = createLog(env.LOG_LEVEL);
  return {
    env,
    clock,
    log,
    mailer: createMailer(env, clock),
    fetcher: createFetcher(),
    clientNetwork: createClientNetwork(env.TRUST_PROXY, log),
    publicUrl: env.PUBLIC_URL,
  };
}
