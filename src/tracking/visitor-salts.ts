import { isDuplicateKey } from '../platform/errors.js';
import { newToken } from '../platform/tokens.js';
import { VisitorSalt } from './visitor-salt.model.js';

/** The secret of a day that visitor hashes are made with; made by whoever asks first. */
export async function saltOf(day: string): Promise<string> {
  const found = await VisitorSalt.findById(day).lean();
  if (found) return found.salt;
  try {
    return (await VisitorSalt.create({ _id: day, salt: newToken() })).salt;
  } catch (error) {
    // Another visit of the same moment made it.
    if (isDuplicateKey(error)) return saltOf(day);
    throw error;
  }
}

/** The salt of a day that may be over: none is made for it any more. */
export async function earlierSaltOf(day: string): Promise<string | undefined> {
  return (await VisitorSalt.findById(day).lean())?.salt;
}
