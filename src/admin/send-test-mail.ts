import { MailFailed } from '../platform/net/mailer.js';
import { claimTestMail, readMailState, recordTestMail } from '../platform/net/mail-state.js';
import { NotAllowedNow } from '../platform/errors.js';
import { renderEmail } from '../platform/http/emails.js';
import { localeOf } from '../platform/text/formats.js';
import { translate } from '../platform/text/words.js';
import { getOrganization } from '../organization/index.js';
import { authorize, type Person } from '../people/index.js';
import type { Services } from '../services.js';

/**
 * Sends a mail to this admin, and records that the relay accepted it. Returns the code of the failure, or null.
 * @throws Forbidden; NotAllowedNow without a relay, and when a test mail was sent a moment ago
 */
export async function sendTestMail(
  services: Services,
  { actor }: { actor: Person },
): Promise<{ failed: string | null }> {
  authorize(actor, 'manage-organization');
  const { relay } = await readMailState(services);
  if (relay === null) throw new NotAllowedNow('admin.test-no-relay');
  if (!(await claimTestMail(services))) throw new NotAllowedNow('admin.test-again-soon');
  const { name, email, language, timeZone } = actor;
  const organization = await getOrganization();
  const organizationName = organization?.name ?? 'Groundswell';
  const locale = localeOf(language, organization?.region);
  const mail = renderEmail(services, 'test-mail', {
    subject: translate(locale, 'admin.test-mail-subject', { organization: organizationName }),
    organizationName,
    locale,
    timeZone,
    name,
    relay,
    at: services.clock.now(),
    url: `${services.publicUrl}/admin`,
  });
  try {
    await services.mailer.send({ ...mail, to: { name, address: email } });
  } catch (error) {
    if (!(error instanceof MailFailed)) throw error;
    services.log.warn({ event: 'mail.test-failed', err: error }, 'the relay did not accept a test mail');
    const { failing } = await readMailState(services);
    return { failed: failing?.code ?? '' };
  }
  await recordTestMail(services);
  return { failed: null };
}
