import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { asPreview, readOutboxMail, withoutPrivateLinks } from '../../src/notifications/outbox-mail.js';
import { parseMail } from '../../src/notifications/parse-mail.js';
import { outboxFolder } from '../../src/platform/net/mailer.js';
import { acting } from '../support/actors.js';
import { isLinear } from '../support/linear.js';
import { longestBlock, timeHere } from '../support/longest-block.js';
import { createTestServices } from '../support/services.js';

const tokens = [
  '--b\n',
  '\n',
  '\n\n',
  '\n ',
  ' ',
  '=?utf-8?q?',
  '?=',
  '?= =?',
  '=',
  '=41',
  ':',
  'boundary=',
  '(',
];
tokens.push('Content-Type: multipart/mixed; boundary=b\n\n--b\n', 'é');

const fields: Record<string, (text: string) => string> = {
  'the head': (text) => `${text}\n\nx`,
  'the subject': (text) => `Subject: ${text}\n\nx`,
  'the date': (text) => `Date: 2020 ${text}\n\nx`,
  'the type': (text) => `Content-Type: multipart/${text}\n\nx`,
  'the parts': (text) => `Content-Type: multipart/mixed; boundary="b"\n\n${text}`,
  'a quoted-printable text': (text) =>
    `Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n${text}`,
};

describe('A mail that is read back', () => {
  for (const [field, wrap] of Object.entries(fields))
    it(
      `costs less than three times as much when it is twice as long: ${field}`,
      isLinear(tokens, (text) => parseMail(Buffer.from(wrap(text)))),
    );

  it(
    'costs less than three times as much when it is twice as long: the search for private links',
    isLinear(['x', '/', '/set-up', '/set-up/ ', ' '], (text) =>
      withoutPrivateLinks('a.eml', { to: '', subject: '', date: null, text, html: text }),
    ),
  );

  it(
    'costs less than three times as much when it is twice as long: the links that are taken out of its HTML',
    isLinear([' href=', '"', "'", 'x', ' ', '>'], (html) =>
      asPreview({ to: '', subject: '', date: null, text: '', html, name: 'a.eml', isPrivate: false }),
    ),
  );

  it('holds up nobody else: it is parsed in a thread of its own', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'groundswell-outbox-'));
    const services = createTestServices({ envOverrides: { DATA_DIR: folder } });
    const part = '--b\nContent-Type: text/html\n\nx\n';
    const source = Buffer.from(`Content-Type: multipart/mixed; boundary="b"\n\n${part.repeat(300_000)}--b--`);
    await mkdir(outboxFolder(services.env), { recursive: true });
    await writeFile(path.join(outboxFolder(services.env), 'a.eml'), 'Subject: small\n\nx');
    await writeFile(path.join(outboxFolder(services.env), 'b.eml'), source);
    // The thread starts with the first.
    await readOutboxMail(services, { actor: acting('admin'), name: 'a.eml' });
    const here = timeHere(() => parseMail(source));
    const block = await longestBlock(() =>
      readOutboxMail(services, { actor: acting('admin'), name: 'b.eml' }),
    );
    await rm(folder, { recursive: true });
    expect(block).to.be.lessThan(here / 2);
  });
});
