import { createHmac } from 'node:crypto';
import path from 'node:path';
import { model, Schema } from 'mongoose';
import { insertOrFind } from '../platform/data/duplicate-key.js';
import { newToken } from '../platform/http/tokens.js';
import type { Services } from '../services.js';
import { eraseSaltFiles, knownSaltInFile, saltInFile } from './salt-files.js';

/** The salt of a day, where several processes share a database. `forget-visitors` deletes it soon after the day. */
export const VisitorSalt = model(
  'VisitorSalt',
  new Schema({
    /** The organization's calendar day. */
    _id: { type: String, required: true },
    salt: { type: String, required: true },
  }),
);

type WithEnv = Pick<Services, 'env'>;

/**
 * The secret of a day that visitor hashes are made with; made by whoever asks first. On the embedded store it is a file
 * and never enters the database. Web processes that share `MONGODB_URI` share it there, keyed with SESSION_SECRET, so
 * that what the database and its backups keep is not enough to compute it.
 */
export async function saltOf({ env }: WithEnv, day: string): Promise<string> {
  if (!env.MONGODB_URI) return saltInFile(folderOf(env), day);
  const found = await VisitorSalt.findById(day).lean();
  if (found) return keyed(found.salt, env);
  const { salt } = await insertOrFind(
    () => VisitorSalt.create({ _id: day, salt: newToken() }),
    () => VisitorSalt.findById(day).lean().orFail(),
  );
  return keyed(salt, env);
}

/** The salt of a day that may be over: none is made for it any more. */
export async function earlierSaltOf({ env }: WithEnv, day: string): Promise<string | undefined> {
  if (!env.MONGODB_URI) return knownSaltInFile(folderOf(env), day);
  const found = await VisitorSalt.findById(day).lean();
  return found ? keyed(found.salt, env) : undefined;
}

/** Deletes the salts of days before this one, wherever they were kept: a deployment may have moved. */
export async function deleteSaltsBefore({ env }: WithEnv, day: string): Promise<void> {
  await eraseSaltFiles(folderOf(env), day);
  await VisitorSalt.deleteMany({ _id: { $lt: day } });
}

const folderOf = (env: Services['env']): string => path.join(env.DATA_DIR, 'visitor-salts');

const keyed = (stored: string, { SESSION_SECRET }: Services['env']): string =>
  SESSION_SECRET ? createHmac('sha256', SESSION_SECRET).update(stored).digest('base64url') : stored;
