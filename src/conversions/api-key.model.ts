import { model, Schema } from 'mongoose';
import { noticeField, noticeIndex, noticesOf, pendingNotice } from '../platform/data/pending-notices.js';
import { revisionFields } from '../platform/data/revision.js';
import { changeCurrent, create, withHistory } from '../events/index.js';
import { hashToken, newToken } from '../platform/http/tokens.js';
import type { Services } from '../services.js';
import { authorize, logAccountEvent, type SignedIn } from '../people/index.js';

const schema = new Schema({
  name: { type: String, required: true },
  hash: { type: String, required: true, unique: true },
  createdAt: { type: Date, required: true },
  lastUsedAt: { type: Date, default: null },
  revokedAt: { type: Date, default: null },
  ...revisionFields,
  ...noticeField,
})
  .index({ revisedById: 1 })
  .index(...noticeIndex);
withHistory(schema, { kind: 'api-key', secret: ['hash'], derived: ['lastUsedAt', 'pendingNotices'] });

/** A key that a server needs to report conversions. Only its hash is stored. */
export const ApiKey = model('ApiKey', schema);

/** Notices to admins about keys. */
export const apiKeyNotices = noticesOf(ApiKey);

/** Makes a key; it is shown here and never again. Admins get a mail. @throws Forbidden */
export async function makeApiKey(
  services: Services,
  { name, actor }: { name: string; actor: SignedIn },
): Promise<string> {
  authorize(actor, 'manage-conversions');
  const key = `gsk_${newToken()}`;
  const notice = { word: 'conversions.notice-key-made', values: { name, byId: actor.id } };
  const made = await create(services, ApiKey, {
    type: 'api-key.made',
    by: actor.id,
    values: {
      name,
      hash: hashToken(key),
      createdAt: services.clock.now(),
      pendingNotices: [pendingNotice(services, notice)],
    },
  });
  logAccountEvent(services, 'api-key-made', { byId: actor.id, keyId: made._id.toString() });
  return key;
}

/** Whether this is a key that was not revoked. Notes that it was used. */
export async function acceptApiKey({ clock }: Services, key: string): Promise<boolean> {
  const used = { $set: { lastUsedAt: clock.now() } };
  return !!(await ApiKey.findOneAndUpdate({ hash: hashToken(key), revokedAt: null }, used).lean());
}

/** Revokes a key; admins get a mail. @throws Forbidden; NotFound when there is no such key */
export async function revokeApiKey(
  services: Services,
  { keyId, actor }: { keyId: string; actor: SignedIn },
): Promise<void> {
  authorize(actor, 'manage-conversions');
  const revoked = await changeCurrent(services, ApiKey, { _id: keyId }, ({ name, revokedAt }) => {
    if (revokedAt) return null;
    const notice = { word: 'conversions.notice-key-revoked', values: { name, byId: actor.id } };
    return {
      type: 'api-key.revoked',
      by: actor.id,
      set: { revokedAt: services.clock.now() },
      push: { pendingNotices: [pendingNotice(services, notice)] },
    };
  });
  if (!revoked) return;
  logAccountEvent(services, 'api-key-revoked', { byId: actor.id, keyId });
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
