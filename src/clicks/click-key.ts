import { upsertAgain } from '../platform/errors.js';
import { newToken } from '../platform/http/tokens.js';
import type { Services } from '../services.js';
import { ClickKey } from './click-key.model.js';
import { signClickId } from './signed-click-id.js';

export interface ClickIdKey {
  key: string;
  /** Clicks before this moment have ids without a signature. */
  createdAt: Date;
}

const _id = 'clicks';

/** The key that signs click ids; created at first use. */
export async function getClickKey({ clock }: Pick<Services, 'clock'>): Promise<ClickIdKey> {
  const found = await ClickKey.findById(_id).lean();
  if (found) return found;
  const made = { key: newToken(), createdAt: clock.now() };
  return upsertAgain(async () =>
    ClickKey.findOneAndUpdate(
      { _id },
      { $setOnInsert: made },
      { upsert: true, returnDocument: 'after' },
    ).lean(),
  );
}

/** The signed ids of these clicks, as sites receive them. */
export async function signedClickIds(
  services: Pick<Services, 'clock'>,
  clickIds: string[],
): Promise<string[]> {
  const { key } = await getClickKey(services);
  return clickIds.map((id) => signClickId(key, id));
}
