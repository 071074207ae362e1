import { type Clock, systemClock } from './platform/clock.js';
import { createClientNetwork, type ClientNetwork } from './platform/http/client-network.js';
import type { Env } from './platform/env.js';
import { createFetcher, type Fetcher } from './platform/net/fetcher.js';
import { createLog, type Logger } from './platform/log.js';
import { createMailer, type Mailer } from './platform/net/mailer.js';
import { recordingMailer } from './platform/net/mail-state.js';

/** Connections to the outside world, created once and passed to all verbs. Tests pass their own. */
export interface Services {
  env: Env;
  clock: Clock;
  log: Logger;
  mailer: Mailer;
  fetcher: Fetcher;
  /** The network of a request; nothing else reads the address of a client. */
  clientNetwork: ClientNetwork;
  /** The public address of this deployment, without a final slash. */
  publicUrl: string;
  /** The names of what follows from events of this type, to be stored with each event. */
  reactionsTo(this: void, type: string): string[];
}

export function createServices(env: Env, reactionsTo: Services['reactionsTo'] = () => []): Services {
  const clock = systemClock;
  const log = createLog(env.LOG_LEVEL);
  return {
    env,
    clock,
    log,
    mailer: recordingMailer(createMailer(env, clock), { env, clock, log }),
    fetcher: createFetcher(),
    clientNetwork: createClientNetwork(env.TRUST_PROXY, log),
    publicUrl: env.PUBLIC_URL,
    reactionsTo,
  };
}
