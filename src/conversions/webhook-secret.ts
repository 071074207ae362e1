import { randomBytes } from 'node:crypto';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { upsertAgain } from '../platform/errors.js';
import type { Services } from '../services.js';
import { logAccountEvent, notifyAdmins, type Person } from '../users/index.js';
import { WebhookSecret } from './webhook-secret.model.js';

const _id = 'conversions';

/** Makes a secret in place of the one before. */
export async function makeWebhookSecret(services: Services, { actor }: { actor: Person }): Promise<string> {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const changes = { $set: { secret, createdAt: services.clock.now() } };
  await upsertAgain(() => WebhookSecret.updateOne({ _id }, changes, { upsert: true }));
  logAccountEvent(services, 'webhook-secret-made', { byId: actor.id });
  await notifyAdmins(services, { word: 'conversions.notice-secret-made', values: { by: actor.name } });
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
