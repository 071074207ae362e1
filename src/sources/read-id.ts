import { NotFound } from '../platform/errors.js';

/** @throws NotFound for what can't be the id of anything */
export function readId(id: unknown): string {
  if (typeof id !== 'string' || !/^[0-9a-f]{24}$/.test(id)) throw new NotFound();
  return id;
}
