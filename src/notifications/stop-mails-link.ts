import { isId } from '../platform/data/object-id.js';
import { keyedHash } from '../platform/http/secret.js';
import { isSameCode } from '../platform/http/signer.js';
import type { Services } from '../services.js';

interface Stopped {
  userId: string;
  /** The name of a kind of notices. */
  kind: string;
}

const codeOf = ({ env }: Pick<Services, 'env'>, { userId, kind }: Stopped) =>
  keyedHash(env, 'stop-mails', `${userId} ${kind}`);

/** The end of the link that stops the mails of one kind of notices. It says whose and which, and nobody can guess it. */
export const stopMailsToken = (services: Pick<Services, 'env'>, stopped: Stopped): string =>
  [stopped.userId, stopped.kind, codeOf(services, stopped)].join('.');

/** Whose mails of which kind such a link stops; null if it is none of ours. */
export function readStopMailsToken(services: Pick<Services, 'env'>, token: string): Stopped | null {
  const [userId = '', kind = '', code = ''] = token.split('.');
  const stopped = { userId, kind };
  return isId(userId) && isSameCode(code, codeOf(services, stopped)) ? stopped : null;
}
