import { createHmac } from 'node:crypto';
import path from 'node:path';
import { isDuplicateKey } from '../platform/errors.js';
import { newToken } from '../platform/http/tokens.js';
import type { Services } from '../services.js';
import { eraseSaltFiles, knownSaltInFile, saltInFile } from './salt-files.js';
import { VisitorSalt } from './visitor-salt.model.js';

type WithEnv = Pick<Services, 'env'>;

/**
 * The salt of a day for visitor hashes; created at first use. With the embedded store it is a file and is never in
 * the database. Web processes that share `MONGODB_URI` share it there, keyed with SESSION_SECRET, so that the
 * database and its backups alone are not enough to compute it.
 */
export async function saltOf({ env }: WithEnv, day: string): Promise<string> {
  if (!env.MONGODB_URI) return saltInFile(folderOf(env), day);
  const found = await VisitorSalt.findById(day).lean();
  if (found) return keyed(found.salt, env);
  try {
    return keyed((await VisitorSalt.create({ _id: day, salt: newToken() })).salt, env);
  } catch (error) {
    // Another visit created it at the same moment.
    if (isDuplicateKey(error)) return saltOf({ env }, day);
    throw error;
  }
}

/** The salt of a day that may be over. None is created for it. */
export async function earlierSaltOf({ env }: WithEnv, day: string): Promise<string | undefined> {
  if (!env.MONGODB_URI) return knownSaltInFile(folderOf(env), day);
  const found = await VisitorSalt.findById(day).lean();
  return found ? keyed(found.salt, env) : undefined;
}

/** Deletes the salts of days before this one from both places: a deployment may have changed its database. */
export async function deleteSaltsBefore({ env }: WithEnv, day: string): Promise<void> {
  await eraseSaltFiles(folderOf(env), day);
  await VisitorSalt.deleteMany({ _id: { $lt: day } });
}

const folderOf = (env: Services['env']): string => path.join(env.DATA_DIR, 'visitor-salts');

const keyed = (stored: string, { SESSION_SECRET }: Services['env']): string =>
  SESSION_SECRET ? createHmac('sha256', SESSION_SECRET).update(stored).digest('base64url') : stored;
