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
});
