import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import PostalMime from 'postal-mime';
import {
  createMailer,
  MailFailed,
  outboxFolder,
  type Mail,
  type Mailer,
} from '../../src/platform/net/mailer.js';
import { createTestServices } from '../support/services.js';
import { openSmtpSink } from '../support/smtp-sink.js';

const mail = (overrides: Partial<Mail> = {}): Mail => ({
  to: { name: 'Ana Pérez', address: 'ana@example.com' },
  subject: 'Hello',
  html: '<p>Hello</p>',
  text: 'Hello',
  ...overrides,
});

const outcomeOf = async (sending: Promise<unknown>) => {
  const error = await sending.then(
    () => 'accepted',
    (reason: unknown) => reason,
  );
  return error instanceof MailFailed ? error.outcome : error;
};

describe('The mailer with a relay', () => {
  let closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.reverse()) await close();
    closing = [];
  });

  const mailerFor = (SMTP_URL: string, MAIL_FROM = 'Acme <acme@example.com>'): Mailer => {
    const { env, clock } = createTestServices({
      envOverrides: { SMTP_URL, MAIL_FROM },
    });
    const mailer = createMailer(env, clock);
    closing.push(() => mailer.close());
    return mailer;
  };
  const open = async (...options: Parameters<typeof openSmtpSink>) => {
    const sink = await openSmtpSink(...options);
    closing.push(() => sink.close());
    return { sink, mailer: mailerFor(sink.url) };
  };

  it('sends to addresses in other scripts where the relay takes them, and fails for good where it refuses them', async () => {
    const address = 'аня@xn--e1afmkfd.xn--p1ai';
    const to = { name: 'Аня', address };
    const { sink, mailer } = await open(undefined, { hideSMTPUTF8: false });
    await mailer.send(mail({ to }));
    expect(sink.mails[0]!.to).to.match(/^аня@/);
    const isOther = (text: string) => /[^\0-\x7F]/.test(text.split('@')[0]!);
    const old = await open((rcpt) => (isOther(rcpt) ? 553 : undefined), { hideSMTPUTF8: true });
    expect(await outcomeOf(old.mailer.send(mail({ to })))).to.equal('never');
    await old.mailer.send(mail({ to: { name: 'Jane', address: 'r&d@xn--bcher-kva.example' } }));
    expect(old.sink.mails[0]!.to).to.match(/^r&d@/);
  });

  it('sends both parts, with the headers and the id it was given', async () => {
    const { sink, mailer } = await open();
    await mailer.send(
      mail({ headers: { 'List-Id': '<digest.example.com>' }, messageId: '<one@example.com>' }),
    );
    const { email, to } = sink.mails[0]!;
    expect(to).to.equal('ana@example.com');
    expect(email).to.deep.include({ subject: 'Hello', messageId: '<one@example.com>' });
    expect(email.from).to.deep.include({ name: 'Acme', address: 'acme@example.com' });
    expect(email.to?.[0]).to.deep.include({ name: 'Ana Pérez', address: 'ana@example.com' });
    expect([email.text?.trim(), email.html?.trim()]).to.eql(['Hello', '<p>Hello</p>']);
    expect(email.headers.find(({ key }) => key === 'list-id')?.value).to.equal('<digest.example.com>');
  });

  it('names the mail’s own sender where MAIL_FROM is an address alone', async () => {
    for (const [from, name] of [
      ['share@example.com', 'Fähren "am" Sund, <GmbH>'],
      ['<share@example.com>', 'Fähren "am" Sund, <GmbH>'],
      ['Portal <share@example.com>', 'Portal'],
    ] as const) {
      const { sink } = await open();
      const mailer = mailerFor(sink.url, from);
      await mailer.send(mail({ fromName: 'Fähren "am" Sund, <GmbH>' }));
      expect(sink.mails[0]!.email.from).to.deep.include({ name, address: 'share@example.com' });
    }
  });

  it('keeps ten connections for any number of mails', async () => {
    const { sink, mailer } = await open();
    await Promise.all(Array.from({ length: 150 }, () => mailer.send(mail())));
    expect(sink.mails).to.have.length(150);
    expect(sink.connections).to.be.at.most(10);
  });

  for (const [what, wrong] of Object.entries({
    'a name': { to: { name: 'Eve"\r\nBcc: all@example.com\r\n\r\nfree text', address: 'ana@example.com' } },
    'a subject': { subject: 'Hello\r\nBcc: all@example.com\n\n<b>free text</b>' },
    'a header': { headers: { 'List-Id': '<a>\r\nBcc: all@example.com' } },
    'an id': { messageId: '<a@b>\r\nBcc: all@example.com' },
  }))
    it(`lets ${what} begin no header of its own`, async () => {
      const { sink, mailer } = await open();
      await mailer.send(mail(wrong));
      const { email } = sink.mails[0]!;
      expect(email.bcc ?? []).to.eql([]);
      expect(email.headers.map(({ key }) => key)).not.to.include('bcc');
      expect(email.text?.trim()).to.equal('Hello');
      expect(sink.tries('all@example.com')).to.equal(0);
    });

  for (const name of [
    'Zoë "Zo" O’Hara, née Müller',
    '安娜',
    'ana@example.org',
    '<x@example.org>',
    '=?utf-8?q?trick?=',
  ])
    it(`sends to the address alone when the name is ${name}`, async () => {
      const { sink, mailer } = await open();
      await mailer.send(mail({ to: { name, address: 'ana@example.com' } }));
      expect(sink.mails.map(({ to }) => to)).to.eql(['ana@example.com']);
      expect(sink.mails[0]!.email.to?.map(({ address }) => address)).to.eql(['ana@example.com']);
    });

  for (const address of [
    'ana@example.com, eve@example.com',
    'ana@example.com>\r\nRCPT TO:<eve@example.com',
    'ana',
    'a b@c.de',
    '',
  ])
    it(`refuses for good what is not one address: ${JSON.stringify(address)}`, async () => {
      const { sink, mailer } = await open();
      expect(await outcomeOf(mailer.send(mail({ to: { name: 'Ana', address } })))).to.equal('never');
      expect(sink.connections).to.equal(0);
    });

  it('carries a subject of any length and alphabet', async () => {
    const { sink, mailer } = await open();
    const subject = 'Ein Anlass zur Freude: Grüße aus 東京 und São Paulo – '.repeat(20).trim();
    await mailer.send(mail({ subject }));
    expect(sink.mails[0]!.email.subject).to.equal(subject);
    const lines = sink.mails[0]!.source.toString('latin1').split('\r\n');
    expect(Math.max(...lines.map((line) => line.length))).to.be.at.most(998);
  });

  it('tells a refusal for now from one for good', async () => {
    const replies: Record<string, number> = { 'busy@example.com': 451, 'gone@example.com': 550 };
    const { mailer } = await open((address) => replies[address]);
    const to = (address: string) => mail({ to: { name: '', address } });
    expect(await outcomeOf(mailer.send(to('busy@example.com')))).to.equal('not-now');
    expect(await outcomeOf(mailer.send(to('gone@example.com')))).to.equal('never');
    expect(await outcomeOf(mailer.send(to('ana@example.com')))).to.equal('accepted');
  });

  it('takes a relay that is away, or wants another password, as a refusal for now', async () => {
    const { sink } = await open();
    await sink.close();
    expect(await outcomeOf(mailerFor(sink.url).send(mail()))).to.equal('not-now');
    const { sink: guarded } = await open(undefined, {
      authOptional: false,
      onAuth: (_auth, _session, done) => done(new Error('No such password')),
    });
    const withPassword = guarded.url.replace('//', '//user:wrong@');
    expect(await outcomeOf(mailerFor(withPassword).send(mail()))).to.equal('not-now');
  });

  it('takes a relay that is not ready as a refusal for now', async () => {
    const server = net.createServer((socket) => socket.end('554 no service today\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    expect(await outcomeOf(mailerFor(`smtp://127.0.0.1:${port}`).send(mail()))).to.equal('not-now');
  });

  it('says that it does not know when the relay hangs up with the mail in hand', async () => {
    const { sink, mailer } = await open(() => 'hang-up');
    expect(await outcomeOf(mailer.send(mail()))).to.equal('unknown');
    expect(sink.mails).to.have.length(1);
  });
});

describe('The mailer without a relay', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'groundswell-mailer-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const prepare = (DATA_DIR = folder) => {
    const { env, clock } = createTestServices({ envOverrides: { DATA_DIR } });
    return { mailer: createMailer(env, clock), outbox: outboxFolder(env) };
  };

  it('keeps each mail as a file that only its owner reads', async () => {
    const { mailer, outbox } = prepare();
    await Promise.all([mailer.send(mail({ subject: 'One' })), mailer.send(mail({ subject: 'Two' }))]);
    const files = await readdir(outbox);
    expect(files).to.have.length(2);
    for (const file of files) {
      expect(file).to.match(/^[\w-]+\.eml$/);
      expect((await stat(path.join(outbox, file))).mode & 0o777).to.equal(0o600);
    }
  });

  it('keeps apart what two processes send at the same moment', async () => {
    const [one, two] = [prepare(), prepare()];
    await Promise.all([one.mailer.send(mail()), two.mailer.send(mail())]);
    expect(await readdir(one.outbox)).to.have.length(2);
  });

  it('says not now when the file can’t be written', async () => {
    const file = path.join(folder, 'a-file');
    await writeFile(file, '');
    expect(await outcomeOf(prepare(file).mailer.send(mail()))).to.equal('not-now');
  });

  it('lets no name begin a header of its own', async () => {
    const { mailer, outbox } = prepare();
    await mailer.send(mail({ to: { name: 'Eve\r\nBcc: all@example.com', address: 'eve@example.com' } }));
    const [file] = await readdir(outbox);
    const email = await PostalMime.parse(await readFile(path.join(outbox, file!)));
    expect(email.headers.map(({ key }) => key)).not.to.include('bcc');
  });
});
