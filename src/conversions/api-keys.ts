import { NotFound } from '../platform/errors.js';
import { hashToken, newToken } from '../platform/tokens.js';
import type { Services } from '../services.js';
import { logAccountEvent, notifyAdmins, type Person } from '../users/index.js';
import { ApiKey } from './api-key.model.js';

/** Makes a key; it is told here and never again. */
export async function makeApiKey(
  services: Services,
  { name, actor }: { name: string; actor: Person },
): Promise<string> {
  const key = `gsk_${newToken()}`;
  const made = await ApiKey.create({ name, hash: hashToken(key), createdAt: services.clock.now() });
  logAccountEvent(services, 'api-key-made', { byId: actor.id, keyId: made.id });
  await notifyAdmins(services, { word: 'conversions.notice-key-made', values: { name, by: actor.name } });
  return key;
}

/** Whether this is a key that was not revoked. Notes that it was used. */
export async function acceptApiKey({ clock }: Services, key: string): Promise<boolean> {
  const used = { $set: { lastUsedAt: clock.now() } };
  return !!(await ApiKey.findOneAndUpdate({ hash: hashToken(key), revokedAt: null }, used).lean());
}

/** @throws NotFound when there is no such key */
export async function revokeApiKey(
  services: Services,
  { keyId, actor }: { keyId: string; actor: Person },
): Promise<void> {
  const revoked = await ApiKey.findOneAndUpdate(
    { _id: keyId, revokedAt: null },
    { $set: { revokedAt: services.clock.now() } },
  ).lean();
  if (!revoked) {
    if (await ApiKey.exists({ _id: keyId })) return;
    throw new NotFound();
  }
  logAccountEvent(services, 'api-key-revoked', { byId: actor.id, keyId });
  const values = { name: revoked.name, by: actor.name };
  await notifyAdmins(services, { word: 'conversions.notice-key-revoked', values });
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
