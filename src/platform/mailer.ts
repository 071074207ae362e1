import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import nodemailer, { type NodemailerError } from 'nodemailer';
import type { Clock } from './clock.js';
import type { Env } from './env.js';
import { newToken } from './tokens.js';

export interface Mail {
  to: { name: string; address: string };
  subject: string;
  html: string;
  text: string;
  headers?: Record<string, string>;
  messageId?: string;
}

export interface Mailer {
  /**
   * Hands the mail to the relay, or keeps it in the outbox. Resolves when it is accepted.
   * @throws MailFailed otherwise
   */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/**
 * `not-now`: nothing was accepted, a later try may succeed. `never`: refused for good. `unknown`: the connection
 * broke while the mail was handed over; a second try may deliver it twice.
 */
export type MailOutcome = 'not-now' | 'never' | 'unknown';

export class MailFailed extends Error {
  override name = 'MailFailed';
  constructor(
    readonly outcome: MailOutcome,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/** Where mail is kept as `.eml` files while no `SMTP_URL` is set. */
export function outboxFolder(env: Pick<Env, 'DATA_DIR'>): string {
  return path.join(env.DATA_DIR, 'outbox');
}

/** Sends through `SMTP_URL` on pooled connections, or keeps each mail as a file in the outbox when it is unset. */
export function createMailer(env: Env, clock: Clock): Mailer {
  return env.SMTP_URL ? smtpMailer(env.SMTP_URL, env.MAIL_FROM) : outboxMailer(env, clock);
}

// Nothing in a mail may name a file or an address for nodemailer to read.
const closed = { disableFileAccess: true, disableUrlAccess: true };
const seconds = 1000;

function smtpMailer(url: string, from: string): Mailer {
  const transport = nodemailer.createTransport(
    {
      url,
      pool: true,
      maxConnections: 10,
      maxMessages: Infinity,
      connectionTimeout: 15 * seconds,
      greetingTimeout: 15 * seconds,
      socketTimeout: 60 * seconds,
      ...closed,
    },
    { from },
  );
  const streams = new WeakMap<object, Readable>();
  transport.use('stream', (message, done) => {
    message.message.processFunc((stream: Readable) => {
      streams.set(message.data.headers as object, stream);
      return stream;
    });
    done();
  });
  return {
    send: async (mail) => {
      const headers = { ...mail.headers };
      try {
        await transport.sendMail({ ...checked(mail), headers });
      } catch (error) {
        throw asMailFailed(error as NodemailerError, streams.get(headers)?.readableDidRead ?? false);
      }
    },
    close: () => transport.close(),
  };
}

/** Where a reply refuses the mail itself: elsewhere (greeting, sign-in) it says that the relay is not ready for us. */
const aboutTheMail = ['EENVELOPE', 'EMESSAGE'];

function asMailFailed(error: NodemailerError, handedOver: boolean): MailFailed {
  if (error instanceof MailFailed) return error;
  const { code = '', responseCode, message } = error;
  const refused = responseCode !== undefined || aboutTheMail.includes(code);
  const forGood = responseCode === undefined || (responseCode >= 500 && responseCode !== 503);
  if (aboutTheMail.includes(code) && forGood) return new MailFailed('never', message, { cause: error });
  return new MailFailed(!refused && handedOver ? 'unknown' : 'not-now', message, { cause: error });
}

// Of the rest nodemailer takes care: a line break in a name, subject or header begins no header (a test proves it).
/** @throws MailFailed (`never`) for an address that is not a single plain one */
function checked(mail: Mail): Mail {
  if (!/^[^\s\p{Cc}<>()[\]\\,;:"@]+@[^\s\p{Cc}<>()[\]\\,;:"@]+$/u.test(mail.to.address))
    throw new MailFailed('never', 'The address is not usable');
  return mail;
}

function outboxMailer(env: Env, clock: Clock): Mailer {
  const build = nodemailer.createTransport(
    { streamTransport: true, buffer: true, newline: 'unix', ...closed },
    { from: env.MAIL_FROM },
  );
  let sequence = 0;
  return {
    send: async (mail) => {
      const { message } = await build.sendMail({ ...checked(mail), date: clock.now() });
      const folder = outboxFolder(env);
      sequence += 1;
      const stamp = clock.now().toISOString().replace(/[:.]/g, '-');
      // Names sort by time; the end keeps two processes apart.
      const name = `${stamp}-${String(sequence).padStart(4, '0')}-${newToken().slice(0, 6)}.eml`;
      const file = path.join(folder, name);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(`${file}.part`, message as Buffer, { mode: 0o600 });
        await rename(`${file}.part`, file);
      } catch (error) {
        throw new MailFailed('not-now', 'The outbox could not be written', { cause: error });
      }
    },
    close: () => build.close(),
  };
}
