import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { inProject } from '../../src/platform/project-folder.js';
import { environment, InvalidEnvironment, readEnv, sendsFromHere } from '../../src/platform/env.js';

const problemsOf = (source: Record<string, string>) => {
  try {
    readEnv(source);
  } catch (error) {
    if (error instanceof InvalidEnvironment) return error.message;
    throw error;
  }
  return '';
};

const production = {
  NODE_ENV: 'production',
  SESSION_SECRET: randomBytes(48).toString('base64'),
  PUBLIC_URL: 'https://share.example.com',
  SMTP_URL: 'smtps://relay.example.com',
};

describe('The environment', () => {
  it('needs nothing set to start', () => {
    expect(readEnv({})).to.include({
      PORT: 3000,
      PUBLIC_URL: 'http://localhost:3000',
      DATA_DIR: inProject('data'),
      TRUST_PROXY: 0,
    });
  });

  it('sends from the host of the portal, unless another sender is set', () => {
    const senderOf = (source: Record<string, string>) => readEnv(source).MAIL_FROM;
    expect(senderOf({ PUBLIC_URL: 'https://share.example.com:8443' })).to.equal(
      'groundswell@share.example.com',
    );
    expect(senderOf({ PUBLIC_URL: 'http://192.0.2.1:3000' })).to.equal('groundswell@localhost');
    expect(senderOf({ PUBLIC_URL: 'http://[2001:db8::1]' })).to.equal('groundswell@localhost');
    expect(senderOf({ MAIL_FROM: 'Acme <share@example.com>' })).to.equal('Acme <share@example.com>');
    for (const wrong of ['Acme', 'Acme <share>', 'a@example.com, b@example.com', '@example.com'])
      expect(problemsOf({ MAIL_FROM: wrong }), wrong).to.contain('MAIL_FROM: must be an address');
  });

  it('refuses, in production, a sender from which nothing can be sent', () => {
    for (const sender of [
      'share@localhost',
      'Acme <share@portal.localhost>',
      'share@192.0.2.1',
      'share@[192.0.2.1]',
      'share@[IPv6:2001:db8::1]',
    ]) {
      const refused = 'MAIL_FROM: must have the name of a host';
      expect(problemsOf({ ...production, MAIL_FROM: sender }), sender).to.contain(refused);
      const kept = { ...production, SMTP_URL: '', OUTBOX: '1', MAIL_FROM: sender };
      expect(problemsOf(kept), 'nothing is sent').to.equal('');
      expect(sendsFromHere(readEnv({ SMTP_URL: 'smtp://127.0.0.1:1025', MAIL_FROM: sender }))).to.equal(true);
    }
    expect(problemsOf({ ...production, PUBLIC_URL: 'https://192.0.2.1' })).to.contain('MAIL_FROM');
    expect(problemsOf(production)).to.equal('');
  });

  it('names every problem at once', () => {
    const problems = problemsOf({
      PORT: 'eighty',
      PUBLIC_URL: 'share.example.com',
      MONGODB_URI: 'http://db',
      SMTP_URL: 'relay',
      SESSION_SECRET: 'short',
      LOG_LEVEL: 'loud',
    });
    for (const name of ['PORT', 'PUBLIC_URL', 'MONGODB_URI', 'SMTP_URL', 'SESSION_SECRET', 'LOG_LEVEL'])
      expect(problems).to.match(new RegExp(`^  ${name}: `, 'm'));
  });

  it('names what production asks for together with what is malformed', () => {
    const problems = problemsOf({
      NODE_ENV: 'production',
      PORT: 'eighty',
      TRUST_PROXY: 'loopback',
      PUBLIC_URL: 'https://share.example.com',
      LINK_URL: 'https://share.example.com',
      SESSION_SECRET: 'x'.repeat(40),
    });
    for (const problem of [
      'PORT: ',
      'TRUST_PROXY: ',
      'LINK_URL: must have another host',
      'SESSION_SECRET: must be random',
      'SMTP_URL: is required',
    ])
      expect(problems).to.contain(`\n  ${problem}`);
  });

  it('names each problem once: what is malformed is not missing too', () => {
    const wrong = { PUBLIC_URL: 'share', SESSION_SECRET: 'short', SMTP_URL: 'relay', PORT: 'eighty' };
    const lines = problemsOf({ ...production, ...wrong })
      .split('\n')
      .slice(1);
    expect(lines.map((line) => line.split(':')[0]!.trim()).sort()).to.deep.equal(Object.keys(wrong).sort());
  });

  it('asks in production for a secret, an address, and a mail relay or the outbox', () => {
    const problems = problemsOf({ NODE_ENV: 'production' });
    for (const name of ['SESSION_SECRET', 'PUBLIC_URL', 'SMTP_URL'])
      expect(problems).to.contain(`${name}: is required`);
    expect(problemsOf(production)).to.equal('');
    expect(problemsOf({ ...production, SMTP_URL: '', OUTBOX: '1' })).to.equal('');
    expect(problemsOf({ ...production, SMTP_URL: '', OUTBOX: '0' })).to.contain('SMTP_URL: is required');
  });

  it('refuses plain http as the public address in production alone', () => {
    for (const PUBLIC_URL of ['http://share.example.com', 'HTTP://share.example.com'])
      expect(problemsOf({ ...production, PUBLIC_URL }), PUBLIC_URL).to.contain(
        'PUBLIC_URL: must be an https',
      );
    expect(problemsOf({ PUBLIC_URL: 'http://share.example.com' })).to.equal('');
    expect(readEnv({ ...production, PUBLIC_URL: 'HTTPS://Share.Example.com' }).PUBLIC_URL).to.equal(
      'https://share.example.com',
    );
  });

  it('refuses credentials, a path, a query and a fragment in the public address', () => {
    for (const rest of [
      'a:b@share.example.com',
      'a@share.example.com',
      'x.org/portal',
      'x.org?a=b',
      'x.org/#a',
    ])
      expect(problemsOf({ PUBLIC_URL: `https://${rest}` }), rest).to.contain(
        'PUBLIC_URL: must be an address',
      );
  });

  it('refuses a secret in production that somebody typed, and takes a random one', () => {
    const typed = [
      'x'.repeat(40),
      'changeme'.repeat(4),
      '0123456789'.repeat(4),
      'abcdefghijklmnopqrstuvwxyz012345',
    ];
    const words = [
      'Correct horse battery staple lantern ferry 42',
      'CorrectHorseBatteryStapleLanternFerry',
      'MARRAM-FERRIES-ADVOCACY-PORTAL-SIGNS',
    ];
    for (const SESSION_SECRET of [...typed, ...words, 'please-change-this-session-secret', 'ab1'.repeat(20)])
      expect(problemsOf({ ...production, SESSION_SECRET }), SESSION_SECRET).to.contain(
        'SESSION_SECRET: must be random',
      );
    for (const encoding of ['base64', 'base64url', 'hex'] as const)
      for (let times = 0; times < 200; times += 1) {
        const SESSION_SECRET = randomBytes(32).toString(encoding);
        expect(problemsOf({ ...production, SESSION_SECRET }), SESSION_SECRET).to.equal('');
      }
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readEnv({ MONGODB_URI: '', SMTP_URL: '', PORT: '' })).to.deep.equal(readEnv({}));
  });

  it('takes a slash off the end of the public address', () => {
    expect(readEnv({ PUBLIC_URL: 'https://share.example.com/' }).PUBLIC_URL).to.equal(
      'https://share.example.com',
    );
  });

  it('takes for tracked links a host of their own, without a path', () => {
    const linkUrl = (LINK_URL: string) =>
      readEnv({ PUBLIC_URL: 'https://share.example.com', LINK_URL }).LINK_URL;
    expect(linkUrl('https://Go.Example.com/')).to.equal('https://go.example.com');
    expect(linkUrl('http://127.0.0.1:3000')).to.equal('http://127.0.0.1:3000');
    expect(linkUrl('')).to.equal(undefined);
    for (const LINK_URL of [
      'go.example.com',
      'ftp://go.example.com',
      'https://go.example.com/l',
      'https://a@b.org',
    ])
      expect(problemsOf({ LINK_URL }), LINK_URL).to.match(/^ {2}LINK_URL: must be an/m);
    const PUBLIC_URL = 'https://share.example.com';
    for (const LINK_URL of [PUBLIC_URL, 'http://SHARE.example.com:8080'])
      expect(problemsOf({ PUBLIC_URL, LINK_URL }), LINK_URL).to.contain('another host than PUBLIC_URL');
  });

  it('takes the proxies in front as a number or as networks, and refuses what would believe anybody', () => {
    const proxies = (TRUST_PROXY: string) => readEnv({ TRUST_PROXY }).TRUST_PROXY;
    expect([proxies('2'), proxies(' 0 '), proxies('')]).to.deep.equal([2, 0, 0]);
    expect(proxies('10.0.0.0/8, fc00::/7,192.0.2.1')).to.deep.equal(['10.0.0.0/8', 'fc00::/7', '192.0.2.1']);
    for (const wrong of [
      '11',
      '-1',
      '1.5',
      'true',
      'loopback',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10/8',
      '::/0',
      '0.0.0.0/0',
      '0.0.0.0/1,128.0.0.0/1',
      '2000::/3',
    ])
      expect(problemsOf({ TRUST_PROXY: wrong }), wrong).to.match(/^ {2}TRUST_PROXY: /m);
  });

  it('refuses a file of settings that this user may not read, also through a link, and needs none', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'groundswell-env-'));
    const file = path.join(folder, '.env');
    const [locked, link, dangling] = ['locked', 'link', 'dangling'].map((name) => path.join(folder, name));
    try {
      expect(environment(file)).to.equal(process.env);
      await writeFile(file, 'SETTING_OF_A_TEST=1', { mode: 0 });
      await mkdir(locked!);
      await writeFile(path.join(locked!, '.env'), 'SETTING_OF_A_TEST=1');
      await symlink(path.join(locked!, '.env'), link!);
      await symlink('nowhere', dangling!);
      await chmod(locked!, 0);
      await chmod(folder, 0o755);
      // Root may read everything.
      const isRoot = process.geteuid!() === 0;
      if (isRoot) process.seteuid!('nobody');
      try {
        for (const one of [file, link])
          expect(() => environment(one)).to.throw(InvalidEnvironment, "can't be read: EACCES");
        expect(() => environment(dangling)).to.throw(InvalidEnvironment, "can't be read: ENOENT");
      } finally {
        if (isRoot) process.seteuid!(0);
      }
      expect(process.env).not.to.have.property('SETTING_OF_A_TEST');
    } finally {
      await chmod(locked!, 0o700);
      await rm(folder, { recursive: true, force: true });
    }
  });
});
