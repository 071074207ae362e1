import { hash, timingSafeEqual } from 'node:crypto';

/** Hexadecimal digits of a click's id, and of the signature behind it: 128 bits. */
const [idLength, signatureLength] = [24, 32];

/** The id of a click as it is handed out: nobody without the key can guess one. */
export const signClickId = (key: string, id: string): string => id + signatureOf(key, id);

/** A click id that was sent to us. Ids were handed out without a signature before there was a key. */
export interface ReadClickId {
  id: string;
  signed: boolean;
}

/** Null for what can't be the id of a click, and where the signature is wrong. */
export function readClickId(key: string, sent: string): ReadClickId | null {
  if (!/^[0-9a-f]+$/.test(sent)) return null;
  const id = sent.slice(0, idLength);
  if (sent.length === idLength) return { id, signed: false };
  if (sent.length !== idLength + signatureLength) return null;
  const [given, right] = [sent.slice(idLength), signatureOf(key, id)].map((text) => Buffer.from(text));
  return timingSafeEqual(given!, right!) ? { id, signed: true } : null;
}

// The key is secret and the id of one length, so that a hash of both is as good as HMAC, at half the cost.
const signatureOf = (key: string, id: string): string =>
  hash('sha256', `${key}\n${id}`, 'hex').slice(0, signatureLength);
