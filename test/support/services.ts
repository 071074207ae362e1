import { createFetcher } from '../../src/platform/net/fetcher.js';
import { createClientNetwork } from '../../src/platform/http/client-network.js';
import { readEnv, type Env } from '../../src/platform/env.js';
import { createLog } from '../../src/platform/log.js';
import type { Mail } from '../../src/platform/net/mailer.js';
import { reactions } from '../../jobs/reactions.js';
import { reactionsTo } from '../../src/events/react.js';
import type { Services } from '../../src/services.js';
import { dataDir } from './database.js';

/** Services whose clock a test sets, whose mail lands in `outbox`, and that may fetch from loopback. */
export interface TestServices extends Services {
  outbox: Mail[];
  /** Sets the clock: `services.setNow('2026-11-21T09:00:00Z')`. */
  setNow(at: string | Date): void;
}

export function createTestServices(
  overrides: Partial<Services> & { envOverrides?: Partial<Env> } = {},
): TestServices {
  const { envOverrides, ...rest } = overrides;
  let now = new Date('2026-11-18T09:00:00Z');
  const outbox: Mail[] = [];
  const env = { ...readEnv({ NODE_ENV: 'test', LOG_LEVEL: 'silent', DATA_DIR: dataDir }), ...envOverrides };
  // LOG_LEVEL=error npx mocha … shows why a page answered 500.
  const log = rest.log ?? createLog(process.env.LOG_LEVEL ?? 'silent');
  return {
    env,
    clock: { now: () => now },
    log,
    clientNetwork: createClientNetwork(env.TRUST_PROXY, log),
    mailer: {
      send: (mail) => {
        outbox.push(mail);
        return Promise.resolve();
      },
      close: () => undefined,
    },
    fetcher: createFetcher({ allowIPAddressList: ['127.0.0.1', '::1'], timeoutMs: 2_000 }),
    publicUrl: 'http://localhost:3000',
    reactionsTo: reactionsTo(reactions),
    outbox,
    setNow: (at) => {
      now = new Date(at);
    },
    ...rest,
  };
}
