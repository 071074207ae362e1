import { model, Schema } from 'mongoose';
import { insertOrFind } from '../platform/data/duplicate-key.js';
import { newToken } from '../platform/http/tokens.js';
import type { Services } from '../services.js';
import { signClickId } from './signed-click-id.js';

/** The secret that signs click ids. There is one; it never changes. */
export const ClickKey = model(
  'ClickKey',
  new Schema({
    _id: { type: String, required: true },
    key: { type: String, required: true },
    createdAt: { type: Date, required: true },
  }),
);

export interface ClickIdKey {
  key: string;
  /** Clicks before this moment were given ids without a signature. */
  createdAt: Date;
}

const _id = 'clicks';

/** The key that click ids are signed with; made by whoever asks first. */
export async function getClickKey({ clock }: Pick<Services, 'clock'>): Promise<ClickIdKey> {
  const found = await ClickKey.findById(_id).lean();
  if (found) return found;
  return insertOrFind(
    () => ClickKey.create({ _id, key: newToken(), createdAt: clock.now() }),
    () => ClickKey.findById(_id).lean().orFail(),
  );
}

/** The ids of these clicks as they are handed out. */
export async function signedClickIds(
  services: Pick<Services, 'clock'>,
  clickIds: string[],
): Promise<string[]> {
  const { key } = await getClickKey(services);
  return clickIds.map((id) => signClickId(key, id));
}
