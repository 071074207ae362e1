import { addressIn } from './mail-address.js';

export interface Mail {
  to: { name: string; address: string };
  /** The sender's name, when `MAIL_FROM` is an address without one. */
  fromName?: string;
  subject: string;
  html: string;
  text: string;
  headers?: Record<string, string>;
  messageId?: string;
}

export interface OutboxFile {
  /** The name of the file in the outbox. */
  outboxFile: string;
}

export interface RelayAnswer {
  /** Whether the relay said that it takes addresses in any script (SMTPUTF8). */
  takesAllScripts: boolean;
}

export interface Mailer {
  /**
   * Sends the mail to the relay, or stores it in the outbox. Resolves when it is accepted: with what the relay said
   * of itself, or with a file name if the mail was only stored and sent to nobody.
   * @throws MailFailed otherwise
   */
  send(mail: Mail): Promise<void | OutboxFile | RelayAnswer>;
  close(): void;
}

/**
 * `not-now`: nothing was accepted, a later try may succeed. `never`: refused permanently. `unknown`: the
 * connection broke during the transfer; a second try may deliver the mail twice.
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

/** Milliseconds that a relay with a mail still has to answer when the process is about to end. */
export const answerWhileStopping = 700;

/** Who a mail comes from: `MAIL_FROM`, or its address with the mail's own name for the sender. */
export function senderOf(from: string, { fromName }: Mail): string | { name: string; address: string } {
  const address = addressIn(from);
  return fromName && (from.trim() === address || from.trim() === `<${address}>`)
    ? { name: fromName, address }
    : from;
}

/** For nodemailer: no file or address named in a mail is read. */
export const closed = { disableFileAccess: true, disableUrlAccess: true };

/**
 * Returns the mail if its address is a single plain one. nodemailer checks the rest: a line break in a name,
 * subject or header can't begin another header (a test proves it).
 * @throws MailFailed (`never`) otherwise
 */
export function checked(mail: Mail): Mail {
  if (!/^[^\s\p{Cc}<>()[\]\\,;:"@]+@[^\s\p{Cc}<>()[\]\\,;:"@]+$/u.test(mail.to.address))
    throw new MailFailed('never', 'The address is not usable');
  return mail;
}
