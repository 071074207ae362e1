import { z } from 'zod';
import { NotFound } from '../errors.js';

/** An id of a document, as addresses and forms hold it. */
const objectId = /^[0-9a-f]{24}$/;

/** True for what can be the id of a document. */
export const isId = (value: unknown): value is string => typeof value === 'string' && objectId.test(value);

/** A field that holds the id of a document; `message` is a word. */
export const idField = (message?: string) => z.string(message).regex(objectId, message);

/** @throws NotFound for what can't be the id of a document */
export function readId(value: unknown): string {
  if (!isId(value)) throw new NotFound();
  return value;
}
