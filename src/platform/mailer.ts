import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import nodemailer from 'nodemailer';
import type { Clock } from './clock.js';
import type { Env } from './env.js';

export interface Mail {
  to: { name: string; address: string };
  subject: string;
  html: string;
  text: string;
  headers?: Record<string, string>;
  messageId?: string;
}

export interface Mailer {
  /** Hands the mail to the relay, or keeps it in the outbox. Resolves when it is accepted; rejects otherwise. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** Where mail is kept as `.eml` files while no `SMTP_URL` is set. */
export function outboxFolder(env: Pick<Env, 'DATA_DIR'>): string {
  return path.join(env.DATA_DIR, 'outbox');
}

/** Sends through `SMTP_URL` on pooled connections, or keeps each mail as a file in the outbox when it is unset. */
export function createMailer(env: Env, clock: Clock): Mailer {
  return env.SMTP_URL ? smtpMailer(env.SMTP_URL, env.MAIL_FROM) : outboxMailer(env, clock);
}

function smtpMailer(url: string, from: string): Mailer {
  const transport = nodemailer.createTransport(
    { url, pool: true, maxConnections: 10, maxMessages: Infinity },
    { from },
  );
  return {
    send: async (mail) => {
      await transport.sendMail(mail);
    },
    close: () => transport.close(),
  };
}

function outboxMailer(env: Env, clock: Clock): Mailer {
  const build = nodemailer.createTransport(
    { streamTransport: true, buffer: true, newline: 'unix' },
    { from: env.MAIL_FROM },
  );
  let sequence = 0;
  return {
    send: async (mail) => {
      const folder = outboxFolder(env);
      await mkdir(folder, { recursive: true });
      const { message } = await build.sendMail({ ...mail, date: clock.now() });
      sequence += 1;
      const stamp = clock.now().toISOString().replace(/[:.]/g, '-');
      const file = path.join(folder, `${stamp}-${String(sequence).padStart(4, '0')}.eml`);
      await writeFile(`${file}.part`, message as Buffer, { mode: 0o600 });
      await rename(`${file}.part`, file);
    },
    close: () => build.close(),
  };
}
