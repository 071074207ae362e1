import { randomBytes } from 'node:crypto';
import { model, Schema } from 'mongoose';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { noticeField, noticeIndex, noticesOf, pendingNotice } from '../platform/data/pending-notices.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';
import { revisionFields } from '../platform/data/revision.js';
import { changeCurrent, create, withHistory } from '../events/index.js';
import type { Services } from '../services.js';
import { authorize, logAccountEvent, type Person } from '../people/index.js';

const schema = new Schema({
  _id: { type: String, required: true },
  secret: { type: String, required: true },
  createdAt: { type: Date, required: true },
  ...revisionFields,
  ...noticeField,
}).index(...noticeIndex);
withHistory(schema, { kind: 'webhook-secret', secret: ['secret'], derived: ['pendingNotices'] });

/** The secret that signs calls. It is stored as it is, because checking a signature needs the secret itself. */
export const WebhookSecret = model('ConversionWebhookSecret', schema);

const _id = 'conversions';

/** Notices to admins about the secret. */
export const webhookSecretNotices = noticesOf(WebhookSecret);

/** Makes a secret in place of the one before; admins get a mail. @throws Forbidden */
export async function makeWebhookSecret(services: Services, { actor }: { actor: Person }): Promise<string> {
  authorize(actor, 'manage-conversions');
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const notice = { word: 'conversions.notice-secret-made', values: { by: actor.name } };
  const cause = { type: 'webhook-secret.made', by: actor.id };
  const set = { secret, createdAt: services.clock.now() };
  const pendingNotices = [pendingNotice(services, notice)];
  const isFirst = await insertUnlessThere(() =>
    create(services, WebhookSecret, { ...cause, values: { _id, ...set, pendingNotices } }),
  );
  if (!isFirst)
    await changeCurrent(services, WebhookSecret, { _id }, () => ({
      ...cause,
      set,
      push: { pendingNotices },
    }));
  logAccountEvent(services, 'webhook-secret-made', { byId: actor.id });
  return secret;
}

/** When the secret was made; null when there is none. */
export async function webhookSecretMadeAt(): Promise<Date | null> {
  return (await WebhookSecret.findById(_id).lean())?.createdAt ?? null;
}

/** Whether the body was signed with our secret, within five minutes (Standard Webhooks). */
export async function isSignedByUs(body: Buffer, headers: Record<string, string>): Promise<boolean> {
  const found = await WebhookSecret.findById(_id).lean();
  if (!found) return false;
  try {
    new Webhook(found.secret).verify(body, headers, { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}
