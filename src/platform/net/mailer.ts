import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import nodemailer from 'nodemailer';
import type { Clock } from '../clock.js';
import type { Env } from '../env.js';
import { checked, closed, MailFailed, senderOf, type Mailer } from './mail.js';
import { smtpMailer } from './smtp-mailer.js';
import { newToken } from '../http/tokens.js';

export { answerWhileStopping, MailFailed, type Mail, type Mailer, type MailOutcome } from './mail.js';

/** The folder where mail is stored as `.eml` files without `SMTP_URL`. */
export function outboxFolder(env: Pick<Env, 'DATA_DIR'>): string {
  return path.join(env.DATA_DIR, 'outbox');
}

/** Sends through `SMTP_URL` on pooled connections; without it, stores each mail as a file in the outbox. */
export function createMailer(env: Env, clock: Clock): Mailer {
  return env.SMTP_URL ? smtpMailer(env.SMTP_URL, env.MAIL_FROM) : outboxMailer(env, clock);
}

function outboxMailer(env: Env, clock: Clock): Mailer {
  const build = nodemailer.createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'unix',
    ...closed,
  });
  let sequence = 0;
  return {
    send: async (mail) => {
      const { message } = await build.sendMail({
        ...checked(mail),
        from: senderOf(env.MAIL_FROM, mail),
        date: clock.now(),
      });
      const folder = outboxFolder(env);
      sequence += 1;
      const stamp = clock.now().toISOString().replace(/[:.]/g, '-');
      // Names sort by time. The random suffix prevents collisions between processes.
      const name = `${stamp}-${String(sequence).padStart(4, '0')}-${newToken().slice(0, 6)}.eml`;
      const file = path.join(folder, name);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(`${file}.part`, message as Buffer, { mode: 0o600 });
        await rename(`${file}.part`, file);
        return { outboxFile: name };
      } catch (error) {
        throw new MailFailed('not-now', 'The outbox could not be written', { cause: error });
      }
    },
    close: () => build.close(),
  };
}
