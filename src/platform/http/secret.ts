import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Env } from '../env.js';
import { remember } from '../text/remember.js';
import { newToken } from './tokens.js';

type Where = Pick<Env, 'SESSION_SECRET' | 'DATA_DIR'>;

/**
 * The secret of this deployment, which is never in the database: `SESSION_SECRET`. Without it, one is created and
 * stored in the data directory, so that a restart signs nobody out.
 */
export const secretOf = ({ SESSION_SECRET, DATA_DIR }: Where): string =>
  SESSION_SECRET ?? storedSecret(DATA_DIR);

// Read once, not for each request.
const storedSecret = remember(10, (dataDir) => {
  const file = path.join(dataDir, 'session-secret');
  mkdirSync(dataDir, { recursive: true });
  try {
    writeFileSync(file, newToken(), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
});

/**
 * Replaces a text in storage, such as an e-mail address or a network, by its HMAC-SHA-256 (RFC 2104). The key is
 * derived from the deployment's secret and the purpose, so the database alone is not enough to test texts against
 * it.
 */
export function keyedHash(env: Where, purpose: string, text: string): string {
  const key = createHmac('sha256', secretOf(env)).update(purpose).digest();
  return createHmac('sha256', key).update(text).digest('base64url');
}
