import { expect } from 'chai';
import { InvalidEnvironment, readEnv } from '../../src/platform/env.js';

const problemsOf = (source: Record<string, string>) => {
  try {
    readEnv(source);
  } catch (error) {
    if (error instanceof InvalidEnvironment) return error.message;
    throw error;
  }
  return '';
};

describe('The environment', () => {
  it('needs nothing set to start', () => {
    expect(readEnv({})).to.include({
      PORT: 3000,
      PUBLIC_URL: 'http://localhost:3000',
      DATA_DIR: './data',
      TRUST_PROXY: 0,
    });
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

  it('asks for a secret and an address in production', () => {
    const problems = problemsOf({ NODE_ENV: 'production' });
    expect(problems).to.contain('SESSION_SECRET: is required').and.contain('PUBLIC_URL: is required');
    const enough = { SESSION_SECRET: 'x'.repeat(32), PUBLIC_URL: 'https://share.example.com' };
    expect(problemsOf({ NODE_ENV: 'production', ...enough })).to.equal('');
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
});
