import { z } from 'zod';
import { NotFound } from '../errors.js';

/** The id of a document in addresses and forms. */
const objectId = /^[0-9a-f]{24}$/;

/** True for a value that can be the id of a document. */
export const isId = (value: unknown): value is string => typeof value === 'string' && objectId.test(value);

/** A field with the id of a document; `message` is the key of a text. */
export const idField = (message?: string) => z.string(message).regex(objectId, message);

/** @throws NotFound for a value that can't be the id of a document */
export function readId(value: unknown): string {
  if (!isId(value)) throw new NotFound();
  return value;
}
