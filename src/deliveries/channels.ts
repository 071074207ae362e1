import { MailFailed, type Mail, type Mailer, type MailOutcome } from '../platform/net/mail.js';
import type { Services } from '../services.js';

/** A way to send something. */
interface Channel {
  /** Resolves when it is accepted; with a file name if it was only stored in the outbox. */
  send(services: Services, message: Mail): ReturnType<Mailer['send']>;
  /** What an error of `send` says about it. */
  outcomeOf(error: unknown): MailOutcome;
}

/** The ways to send something, by the name that rows have. */
export const channels: Record<string, Channel> = {
  mail: {
    send: ({ mailer }, mail) => mailer.send(mail),
    outcomeOf: (error) => (error instanceof MailFailed ? error.outcome : 'unknown'),
  },
};
