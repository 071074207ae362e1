import type { Readable } from 'node:stream';
import nodemailer, { type NodemailerError } from 'nodemailer';
import { checked, closed, MailFailed, senderOf, type Mailer } from './mail.js';

const seconds = 1000;

/** Sends through a relay on pooled connections, and classifies failures. */
export function smtpMailer(url: string, from: string): Mailer {
  const transport = nodemailer.createTransport({
    url,
    pool: true,
    maxConnections: 10,
    maxMessages: Infinity,
    connectionTimeout: 15 * seconds,
    greetingTimeout: 15 * seconds,
    socketTimeout: 60 * seconds,
    ...closed,
  });
  // The source of each mail, by its headers: once the relay has read from it, the mail may be delivered.
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
        const { ehlo = [] } = await transport.sendMail({
          ...checked(mail),
          from: senderOf(from, mail),
          headers,
        });
        return { takesAllScripts: ehlo.some((line) => /^SMTPUTF8\b/i.test(line)) };
      } catch (error) {
        throw asMailFailed(error as NodemailerError, streams.get(headers)?.readableDidRead ?? false);
      }
    },
    close: () => transport.close(),
  };
}

/** Errors at which a reply refuses the mail itself. Elsewhere (greeting, sign-in) the relay is not ready. */
const aboutTheMail = ['EENVELOPE', 'EMESSAGE'];

function asMailFailed(error: NodemailerError, handedOver: boolean): MailFailed {
  if (error instanceof MailFailed) return error;
  const { code = '', responseCode, message } = error;
  const refused = responseCode !== undefined || aboutTheMail.includes(code);
  const forGood = responseCode === undefined || (responseCode >= 500 && responseCode !== 503);
  if (aboutTheMail.includes(code) && forGood) return new MailFailed('never', message, { cause: error });
  return new MailFailed(!refused && handedOver ? 'unknown' : 'not-now', message, { cause: error });
}
