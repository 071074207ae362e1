import { expect } from 'chai';
import fc from 'fast-check';
import supertest from 'supertest';
import { createApp } from '../../src/app.js';
import { pathForLog } from '../../src/platform/http/hide-secrets.js';
import { createLog } from '../../src/platform/log.js';
import { newToken } from '../../src/platform/http/tokens.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

const secretFolders = ['unsubscribe', 'invitation', 'reset-password', 'set-up', 'l'];

/** A log in memory. */
function memoryLog() {
  const lines: string[] = [];
  const log = createLog('info', { write: (line: string) => lines.push(line) });
  return { log, text: () => lines.join('') };
}

/** The same text with some letters percent-encoded, `rounds` times over, and in any case. */
const spelled = (text: string, which: boolean[], rounds: number) => {
  let out = [...text]
    .map((letter, at) => {
      if (!which[at % which.length]) return letter;
      return `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`;
    })
    .join('');
  for (let round = 1; round < rounds; round += 1) out = out.replaceAll('%', '%25');
  return out;
};

describe('The log', () => {
  before(useDatabase);
  before(emptyDatabase);

  it('holds no token of a path, however the path is spelled', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...secretFolders),
        fc.constantFrom('short-token', newToken(), 'ana@example.com'),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        fc.constantFrom('/', '//', '/./', '\\', '/%2F', '%2f', '%5C', '/'),
        fc.constantFrom('', '/', '/undo', '?a=b', '#x', ';a=b', '%3Fa=b', '%00', '%'),
        fc.constantFrom('', 'http://localhost', '/admin', '//', 'https://localhost//x'),
        // The folder alone may be spelled oddly.
        fc.boolean(),
        (folder, token, which, rounds, capitals, slash, tail, head, isTokenPlain) => {
          const name = capitals ? folder.toUpperCase() : folder;
          const url = `${head}/${spelled(name, which, rounds)}${slash}${isTokenPlain ? token : spelled(token, which, rounds)}${tail}`;
          expect(decodeURIComponent(pathForLog(url)), url).not.to.contain(token);
          expect(pathForLog(url), url).not.to.contain(token);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('names the page that was asked for', () => {
    expect(pathForLog('/admin/people/0123456789abcdef01234567?name=ana')).to.equal(
      '/admin/people/0123456789abcdef01234567',
    );
    expect(pathForLog('/invitation/abc')).to.equal('/invitation/[hidden]');
    expect(pathForLog('/people/ana%40example.com')).to.equal('/people/[hidden]');
  });

  it('says which page was asked for, and not with which token, query, cookie or referrer', async () => {
    const { log, text } = memoryLog();
    const app = createApp(createTestServices({ log }));
    const token = newToken();
    for (const path of [
      `/invitation/${token}`,
      `//INVITATION/${token}`,
      `/%69nvitation/${token}/x?t=${token}`,
    ])
      await supertest(app)
        .get(path)
        .set('Cookie', `a=${token}`)
        .set('Referer', `http://localhost/reset-password/${token}`)
        .set('Authorization', `Bearer ${token}`);
    expect(text()).to.contain('"url":"/invitation/[hidden]"').and.not.contain(token);
  });

  it('holds no address of a person and no link that a failed mail names', () => {
    const { log, text } = memoryLog();
    const token = newToken();
    const cause = Object.assign(new Error('550 <ana.b+c@example.com> is unknown'), {
      rejected: ['ana@localhost'],
    });
    const link = `https://x.org/reset-password/${token.slice(0, 20)}`;
    log.error(
      { err: new Error(`Refused: ${link} ${token}`, { cause }), personId: 'abc' },
      'not mailed to ana%40x.org',
    );
    expect(text()).not.to.match(/ana|@/);
    expect(text()).not.to.contain(token.slice(0, 20));
    expect(JSON.parse(text())).to.include({ personId: 'abc' });
  });
});
