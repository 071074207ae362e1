import { readUrl } from './read-url.js';
import { upsertAgain } from '../data/duplicate-key.js';
import type { Clock } from '../clock.js';
import type { Env } from '../env.js';
import type { Logger } from '../log.js';
import { MailFailed, type Mailer } from './mail.js';
import { MailRecord } from './mail-state.model.js';

const _id = 'mail';
const seconds = 1_000;

/** Refusals one after the other from which on the relay, rather than an address, is the likely cause. */
const refusalsOfRelay = 3;
const testPause = 10 * seconds;

interface Context {
  env: Pick<Env, 'SMTP_URL'>;
  clock: Clock;
}

export interface MailState {
  /** The host of the relay; null while none is set, so that no mail leaves. */
  relay: string | null;
  lastSentAt: Date | null;
  /** Since when nothing is accepted any more, and the code of the last error; null while the relay works. */
  failing: { since: Date; code: string } | null;
  /** When an admin got a test mail through this relay. */
  testedAt: Date | null;
  /** Whether this relay takes addresses in any script (SMTPUTF8); null while it has not accepted a mail yet. */
  takesAllScripts: boolean | null;
}

/** A mailer that records when the relay last accepted a mail, and since when it fails. Without a relay, nothing. */
export function recordingMailer(mailer: Mailer, context: Context & { log: Logger }): Mailer {
  const { env, clock, log } = context;
  if (!env.SMTP_URL) return mailer;
  let recordedAt = 0;
  const record = async (change: Parameters<typeof MailRecord.updateOne>[1]) => {
    try {
      await upsertAgain(() => MailRecord.updateOne({ _id }, change, { upsert: true }).exec());
    } catch (error) {
      // The mail itself was sent, or has failed: that is what the caller must learn.
      log.warn({ event: 'mail.not-recorded', err: error }, 'the result of sending a mail was not recorded');
    }
  };
  return {
    close: () => mailer.close(),
    send: async (mail) => {
      try {
        const result = await mailer.send(mail);
        const now = clock.now();
        if (Math.abs(now.getTime() - recordedAt) >= seconds) {
          recordedAt = now.getTime();
          const answer = result && 'takesAllScripts' in result ? result : null;
          await record({
            $set: { lastSentAt: now, failures: 0, ...answer, answeredRelay: answer && relayOf(env) },
            $unset: { failingSince: 1 },
          });
        }
        return result;
      } catch (error) {
        recordedAt = 0;
        const now = clock.now();
        await record({
          $set: { lastFailedAt: now, isRefusal: isRefusal(error), code: codeOf(error) },
          $min: { failingSince: now },
          $inc: { failures: 1 },
        });
        throw error;
      }
    },
  };
}

const isRefusal = (error: unknown) => error instanceof MailFailed && error.outcome === 'never';

function codeOf(error: unknown): string {
  const cause =
    error instanceof MailFailed ? (error.cause as Record<string, unknown> | undefined) : undefined;
  const { code, responseCode } = cause ?? {};
  return [code, responseCode]
    .filter((part) => typeof part === 'string' || typeof part === 'number')
    .join(' ');
}

/** How sending mail works at present. */
export async function readMailState({ env }: Pick<Context, 'env'>): Promise<MailState> {
  const relay = relayOf(env);
  const found = relay === null ? null : await MailRecord.findById(_id).lean();
  const { lastSentAt, failingSince, failures = 0, isRefusal, code, testedAt, testedRelay } = found ?? {};
  const { takesAllScripts, answeredRelay } = found ?? {};
  const isFailing = failingSince && (!isRefusal || failures >= refusalsOfRelay);
  return {
    relay,
    lastSentAt: lastSentAt ?? null,
    failing: isFailing ? { since: failingSince, code: code ?? '' } : null,
    testedAt: testedRelay === relay ? (testedAt ?? null) : null,
    takesAllScripts: answeredRelay === relay ? (takesAllScripts ?? null) : null,
  };
}

/** True for one caller in ten seconds: they may send a test mail. */
export async function claimTestMail({ clock }: Pick<Context, 'clock'>): Promise<boolean> {
  const now = clock.now();
  await upsertAgain(() =>
    MailRecord.updateOne({ _id }, { $setOnInsert: { failures: 0 } }, { upsert: true }).exec(),
  );
  const { matchedCount } = await MailRecord.updateOne(
    { _id, nextTestAt: { $not: { $gt: now } } },
    { $set: { nextTestAt: new Date(now.getTime() + testPause) } },
  );
  return matchedCount > 0;
}

/** Records that the relay which is set now accepted a test mail. */
export async function recordTestMail({ env, clock }: Context): Promise<void> {
  await MailRecord.updateOne({ _id }, { $set: { testedAt: clock.now(), testedRelay: relayOf(env) } });
}

/** Host and port of the relay, without its password; null when none is set. */
function relayOf({ SMTP_URL }: Pick<Env, 'SMTP_URL'>): string | null {
  if (!SMTP_URL) return null;
  return readUrl(SMTP_URL)?.host ?? '';
}
