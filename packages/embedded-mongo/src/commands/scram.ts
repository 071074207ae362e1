import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { CommandError } from '../bson/errors.js';

/** The server side of SCRAM-SHA-256 (RFC 5802 and 7677), for the one user this store has. */

export const USER = 'groundswell';

/** The rounds of PBKDF2, paid once per start; the password is random and long, so few would do. */
const ITERATIONS = 4096;

/** "No channel binding", which the client says first and again under its proof, so that nobody can change it. */
const HEADER = 'n,,';

/** What the server keeps of a password: not enough to log in with. */
export interface Credential {
  salt: Buffer;
  storedKey: Buffer;
  serverKey: Buffer;
}

/** A password no one has to remember. */
export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

/** What the server has to know of a password. */
export function credentialFor(password: string): Credential {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest();
  return { salt, storedKey, serverKey: hmac(salted, 'Server Key') };
}

/** One login attempt of a connection, after the server's first message. */
export interface Conversation {
  /** The nonces of both sides together. */
  nonce: string;
  /** What both sides have said so far, which the proofs sign. */
  transcript: string;
}

/** Reads the client's first message and answers it. Throws AuthenticationFailed. */
export function startConversation(
  credential: Credential,
  payload: Buffer,
): { conversation: Conversation; payload: Buffer } {
  const first = payload.toString();
  const bare = first.startsWith(HEADER) ? first.slice(HEADER.length) : '';
  const { n: user, r: clientNonce, m: extension } = attributes(bare);
  if (user !== USER || !clientNonce || extension !== undefined) throw failed();
  const nonce = clientNonce + randomBytes(18).toString('base64');
  const reply = `r=${nonce},s=${credential.salt.toString('base64')},i=${ITERATIONS}`;
  return { conversation: { nonce, transcript: `${bare},${reply}` }, payload: Buffer.from(reply) };
}

/** Checks the client's proof and answers with the server's. Throws AuthenticationFailed. */
export function finishConversation(
  credential: Credential,
  conversation: Conversation,
  payload: Buffer,
): Buffer {
  const final = payload.toString();
  const withoutProof = final.slice(0, final.lastIndexOf(',p='));
  const { c: binding, r: nonce, p: proof } = attributes(final);
  if (binding !== Buffer.from(HEADER).toString('base64')) throw failed();
  if (nonce !== conversation.nonce || proof === undefined) throw failed();
  const transcript = `${conversation.transcript},${withoutProof}`;
  const given = Buffer.from(proof, 'base64');
  const signature = hmac(credential.storedKey, transcript);
  if (given.length !== signature.length) throw failed();
  const clientKey = Buffer.from(given.map((byte, i) => byte ^ signature[i]!));
  const storedKey = createHash('sha256').update(clientKey).digest();
  if (!timingSafeEqual(storedKey, credential.storedKey)) throw failed();
  return Buffer.from(`v=${hmac(credential.serverKey, transcript).toString('base64')}`);
}

/** `a=1,b=2` as an object; a value may contain `=`. */
function attributes(message: string): Partial<Record<string, string>> {
  return Object.fromEntries(message.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
}

function hmac(key: Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

function failed(): CommandError {
  return new CommandError('AuthenticationFailed', 'Authentication failed.');
}
