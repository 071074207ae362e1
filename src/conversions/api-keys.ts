import { NotFound } from '../platform/errors.js';
import { hashToken, newToken } from '../platform/tokens.js';
import type { Services } from '../services.js';
import { ApiKey } from './api-key.model.js';

/** Makes a key; it is told here and never again. */
export async function makeApiKey({ clock }: Services, { name }: { name: string }): Promise<string> {
  const key = `gsk_${newToken()}`;
  await ApiKey.create({ name, hash: hashToken(key), createdAt: clock.now() });
  return key;
}

/** Whether this is a key that was not revoked. Notes that it was used. */
export async function acceptApiKey({ clock }: Services, key: string): Promise<boolean> {
  const used = { $set: { lastUsedAt: clock.now() } };
  return !!(await ApiKey.findOneAndUpdate({ hash: hashToken(key), revokedAt: null }, used).lean());
}

/** @throws NotFound when there is no such key */
export async function revokeApiKey({ clock }: Services, { keyId }: { keyId: string }): Promise<void> {
  const revoked = await ApiKey.updateOne(
    { _id: keyId, revokedAt: null },
    { $set: { revokedAt: clock.now() } },
  );
  if (!revoked.matchedCount && !(await ApiKey.exists({ _id: keyId }))) throw new NotFound();
}

/** The keys that can be used, the newest first. */
export async function listApiKeys() {
  const keys = await ApiKey.find({ revokedAt: null }).sort({ _id: -1 }).lean();
  return keys.map(({ _id, name, createdAt, lastUsedAt }) => ({
    id: _id.toString(),
    name,
    createdAt,
    lastUsedAt: lastUsedAt ?? null,
  }));
}
