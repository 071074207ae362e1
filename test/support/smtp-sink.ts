import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** What a relay answers to one recipient: a reply code, or `hang-up` once it has the mail. */
export type Reply = number | 'hang-up';

/**
 * A relay on loopback that keeps what it accepts. `answer` says what it replies to an address on its n-th mail
 * (from 1); nothing means yes.
 */
export async function openSmtpSink(
  answer: (address: string, nth: number) => Reply | undefined = () => undefined,
  options: SMTPServerOptions = {},
) {
  const mails: { to: string; source: Buffer; email: Email }[] = [];
  const tries = new Map<string, number>();
  let connections = 0;
  const refusal = (responseCode: number) => Object.assign(new Error('Not accepted here'), { responseCode });

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onConnect: (_session, done) => {
      connections += 1;
      done();
    },
    onRcptTo: ({ address }, _session, done) => {
      const nth = (tries.get(address) ?? 0) + 1;
      tries.set(address, nth);
      const reply = answer(address, nth);
      done(typeof reply === 'number' ? refusal(reply) : null);
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const source = Buffer.concat(chunks);
        const to = session.envelope.rcptTo[0]!.address;
        void PostalMime.parse(source).then((email) => {
          mails.push({ to, source, email });
          if (answer(to, tries.get(to) ?? 0) === 'hang-up') server.connections.forEach((one) => one.close());
          else done();
        });
      });
    },
    ...options,
  });
  server.on('error', () => undefined); // what clients do wrong is seen on their side
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    mails,
    url: `smtp://127.0.0.1:${port}`,
    get connections() {
      return connections;
    },
    tries: (address: string) => tries.get(address) ?? 0,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
