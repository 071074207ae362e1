import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import fc from 'fast-check';
import { createClientNetwork } from '../../src/platform/http/client-network.js';
import { hideSecrets, pathForLog } from '../../src/platform/http/hide-secrets.js';
import { createLog } from '../../src/platform/log.js';
import { networkOf } from '../../src/platform/http/network-of.js';
import { marksOf } from '../../src/clicks/click-rules.js';
import { deviceClass, languageOf, referrerHost, type Visit } from '../../src/clicks/describe-visit.js';
import { isLinear } from '../support/linear.js';

const tokens = [
  'bot',
  'Mozilla/5.0 (',
  '(',
  ' ',
  '/',
  'http://',
  'version/',
  'android ',
  '1.',
  '@',
  'a@',
  '%40',
];
tokens.push('; wv', 'Safari/', '%', '-', ',', ',[', '"', ':', 'prefetch', '127.0.0.1,', 'ā', 'a.', '?token=');

const visitWith = (name: string, text: string): Visit => ({
  method: 'GET',
  network: '192.0.2.1',
  headers: { [name]: text },
});
const describeVisit = (visit: Visit) => [
  marksOf(visit),
  deviceClass(visit),
  languageOf(visit),
  referrerHost(visit),
];
const clientNetwork = createClientNetwork(['127.0.0.1'], createLog('silent'));
const networkWith = (forwarded: string) =>
  clientNetwork({
    socket: { remoteAddress: '127.0.0.1' },
    headers: { 'x-forwarded-for': forwarded },
  } as unknown as IncomingMessage);

const parsers: Record<string, (text: string) => unknown> = {
  ...Object.fromEntries(
    ['user-agent', 'referer', 'accept-language', 'sec-purpose', 'sec-fetch-dest', 'x-moz'].map((name) => [
      name,
      (text: string) => describeVisit(visitWith(name, text)),
    ]),
  ),
  'x-forwarded-for': networkWith,
  'the address asked for': pathForLog,
  'a line of the log': hideSecrets,
};

describe('What strangers send with a request', () => {
  for (const [name, parse] of Object.entries(parsers))
    it(`costs less than three times as much when it is twice as long: ${name}`, isLinear(tokens, parse));

  it('is looked at as far as browsers write, and no further', () => {
    const padding = ' '.repeat(1_000);
    expect(languageOf(visitWith('accept-language', 'de'))).to.equal('de');
    expect(languageOf(visitWith('accept-language', `${padding}de`))).to.equal(null);
    expect(referrerHost(visitWith('referer', `${padding}https://example.com`))).to.equal(null);
    expect(referrerHost(visitWith('referer', `https://example.com/${padding}`))).to.equal('example.com');
    const purposes = marksOf(visitWith('sec-purpose', `${padding}prefetch`));
    expect(purposes).not.to.include('prefetch');
    expect(marksOf(visitWith('user-agent', `${padding}Mozilla/5.0`))).to.include('no-agent');
    expect(networkOf(`192.0.2.1${padding}`)).to.equal(null);
  });

  it('hides every e-mail address in a line of the log, whatever is next to it', () => {
    const address = fc.constantFrom('ana@example.com', 'ana%40example.com', 'a.b+c@example.com');
    const beside = fc.stringMatching(/^[\w=@%&. ,-]*$/);
    fc.assert(
      fc.property(beside, address, beside, (before, email, after) => {
        expect(hideSecrets(`${before} ${email} ${after}`)).not.to.contain(email);
        expect(hideSecrets(`${email}${before}=${email}`)).not.to.contain(email);
      }),
    );
  });
});
