export interface Mail {
  to: { name: string; address: string };
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

export interface Mailer {
  /**
   * Hands the mail to the relay, or keeps it in the outbox. Resolves when it is accepted; with the file's name when it was
   * kept and so reached nobody.
   * @throws MailFailed otherwise
   */
  send(mail: Mail): Promise<void | OutboxFile>;
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

/** How long a relay that has a mail may still answer once the process is about to end, in milliseconds. */
export const answerWhileStopping = 700;

/** For nodemailer: nothing in a mail may name a file or an address for it to read. */
export const closed = { disableFileAccess: true, disableUrlAccess: true };

/**
 * The mail, when its address is a single plain one. Of the rest nodemailer takes care: a line break in a name,
 * subject or header begins no header of its own (a test proves it).
 * @throws MailFailed (`never`) otherwise
 */
export function checked(mail: Mail): Mail {
  if (!/^[^\s\p{Cc}<>()[\]\\,;:"@]+@[^\s\p{Cc}<>()[\]\\,;:"@]+$/u.test(mail.to.address))
    throw new MailFailed('never', 'The address is not usable');
  return mail;
}
