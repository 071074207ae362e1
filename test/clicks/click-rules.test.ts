import { expect } from 'chai';
import fc from 'fast-check';
import { isbot } from 'isbot';
import { clickRules, isTooSoon, marksOf, reasonOf } from '../../src/clicks/click-rules.js';
import { clickRuleRows, clickRulesTable } from '../../src/clicks/click-rules.view.js';
import { deviceClass, referrerHost, type Visit } from '../../src/clicks/describe-visit.js';
import { browser } from './builders.js';

const visit = (headers: Visit['headers'] = {}, method = 'GET'): Visit => ({
  method,
  network: '192.0.2.1',
  headers: { 'user-agent': browser, ...headers },
});
const judge = (headers: Visit['headers'] = {}, method = 'GET') => reasonOf(marksOf(visit(headers, method)));

const reasons = [null, ...clickRules.map(({ name }) => name)];

describe('The click rules', () => {
  it('count a person who opens the link in a browser', () => {
    const opened = {
      'sec-fetch-dest': 'document',
      'sec-fetch-mode': 'navigate',
      referer: 'https://lnkd.in/x',
    };
    expect(judge(opened)).to.equal(null);
    expect(judge()).to.equal(null);
  });

  const people = {
    'LinkedIn’s app':
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [LinkedInApp]/9.29.0',
    'Facebook’s app':
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/440.0]',
    'Teams’ window': `${browser} Teams/1.6`,
    Firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0',
  };
  for (const [where, agent] of Object.entries(people))
    it(`count a person in ${where}`, () => expect(judge({ 'user-agent': agent })).to.equal(null));

  const previews = [
    'LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)',
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)',
    'Twitterbot/1.0',
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5',
    'WhatsApp/2.23.20.0',
    'TelegramBot (like TwitterBot)',
    'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)',
    'Mastodon/4.3.0 (http.rb/5.2.0; +https://mastodon.social/)',
    'Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)',
    'Mozilla/5.0 (compatible; redditbot/1.0; +http://www.reddit.com/feedback)',
    'XING-contenttabreceiver/2.0',
  ];
  for (const agent of previews)
    it(`call ${agent.slice(0, 40)} a link preview`, () =>
      expect(judge({ 'user-agent': agent })).to.equal('preview'));

  it('know the previews that isbot takes for people', () => {
    const missed = [
      'Mozilla/4.0 (compatible; ms-office; MSOffice 16)',
      'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.5000; Pro)',
      `${browser} thirdLandingPageFeInfra`,
      `${browser} ShortLinkTranslate`,
      'Safari/9537.73.11 CFNetwork/673.0.3 Darwin/13.0.0 (x86_64) (MacBookPro8%2C1)',
    ];
    for (const agent of missed) {
      expect(isbot(agent), agent).to.equal(false);
      expect(judge({ 'user-agent': agent })).to.equal('preview');
    }
  });

  it('exclude what asks without reading', () => {
    for (const method of ['HEAD', 'POST', 'PROPFIND', '']) expect(judge({}, method)).to.equal('not-get');
  });

  it('exclude who does not say what they are', () => {
    expect(judge({ 'user-agent': '' })).to.equal('no-agent');
    expect(judge({ 'user-agent': '   ' })).to.equal('no-agent');
    expect(judge({ 'user-agent': undefined })).to.equal('no-agent');
  });

  it('exclude crawlers and scripts', () => {
    for (const agent of [
      'curl/8.5.0',
      'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    ])
      expect(judge({ 'user-agent': agent })).to.equal('bot');
  });

  it('exclude a page that a browser loads ahead', () => {
    expect(judge({ 'sec-purpose': 'prefetch;prerender' })).to.equal('prefetch');
    expect(judge({ 'sec-purpose': 'prefetch;anonymous-client-ip' })).to.equal('prefetch');
    expect(judge({ purpose: 'prefetch' })).to.equal('prefetch');
    expect(judge({ 'x-purpose': 'preview' })).to.equal('prefetch');
    expect(judge({ 'x-moz': 'Prefetch' })).to.equal('prefetch');
  });

  it('exclude what a page loads in the background', () => {
    expect(judge({ 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors' })).to.equal('not-a-navigation');
    expect(judge({ 'sec-fetch-dest': 'empty' })).to.equal('not-a-navigation');
    expect(judge({ 'sec-fetch-mode': 'cors' })).to.equal('not-a-navigation');
  });

  it('exclude mail scanners', () => {
    expect(judge({ referer: 'https://security-za.m.mimecastprotect.com/s/x' })).to.equal('scanner');
    expect(judge({ referer: 'https://URLSAND.com/' })).to.equal('scanner');
    expect(judge({ referer: 'https://noturlsand.com/' })).to.equal(null);
    expect(judge({ 'user-agent': `${browser} Barracuda Sentinel (EE)` })).to.equal('scanner');
  });

  it('exclude a link in a mail that is opened within a minute of its making, and no other', () => {
    const createdAt = new Date('2026-11-18T09:00:00Z');
    const after = (ms: number, network = 'email') =>
      isTooSoon({ network, createdAt }, new Date(createdAt.getTime() + ms));
    expect([after(0), after(59_999), after(60_000), after(0, 'x')]).to.deep.equal([true, true, false, false]);
  });

  it('give the reason that comes first', () => {
    expect(judge({ 'user-agent': 'LinkedInBot/1.0', purpose: 'prefetch' })).to.equal('preview');
    expect(reasonOf(['repeat', 'own-click', 'burst'])).to.equal('own-click');
    expect(reasonOf(['repeat', 'burst'])).to.equal('burst');
  });

  it('keep every mark of a visit, so that it can be judged again', () => {
    const marks = marksOf(visit({ 'user-agent': 'LinkedInBot/1.0', purpose: 'prefetch' }, 'HEAD'));
    expect(marks).to.deep.equal(['not-get', 'preview', 'bot', 'prefetch']);
  });

  const headerNames = [
    'user-agent',
    'referer',
    'sec-purpose',
    'purpose',
    'x-moz',
    'sec-fetch-dest',
    'sec-fetch-mode',
  ];
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 2000 }),
    fc.array(fc.string()),
    fc.webUrl(),
    fc.constant(undefined),
  );
  const anyVisit: fc.Arbitrary<Visit> = fc.record({
    method: fc.string(),
    network: fc.string(),
    headers: fc.dictionary(fc.constantFrom(...headerNames), value),
  });

  it('judge anything that anybody can send', () => {
    fc.assert(
      fc.property(anyVisit, (any) => {
        expect(reasonOf(marksOf(any))).to.be.oneOf(reasons);
        expect(deviceClass(any)).to.be.oneOf(['phone', 'tablet', 'desktop', 'other']);
        expect(referrerHost(any) ?? 'none').to.match(/^[^A-Z/@]+$/);
      }),
      { numRuns: 500 },
    );
  });

  // A slow pattern would take minutes, beyond the time limit of the test.
  it('come to a judgement over an agent of ten thousand characters', () => {
    for (const text of ['('.repeat(10_000), ' '.repeat(9_999) + 'x', 'Mozilla/5.0 '.repeat(900)])
      expect(judge({ 'user-agent': text, referer: `https://${text}` })).to.be.oneOf(reasons);
  });

  it('are printed with a reason each, in order', () => {
    expect(clickRuleRows('en').map(({ name }) => name)).to.deep.equal(clickRules.map(({ name }) => name));
    expect(clickRulesTable().split('\n')).to.have.length(clickRules.length + 2);
    expect(clickRulesTable()).to.contain('3 or more different links within 10 seconds');
  });
});

describe('What is kept of a visit', () => {
  it('is the host of the referrer, not the page', () => {
    expect(referrerHost(visit({ referer: 'https://User:pw@WWW.LinkedIn.com:8443/feed?q=me' }))).to.equal(
      'www.linkedin.com',
    );
    expect(referrerHost(visit({ referer: 'android-app://com.LinkedIn.android/' }))).to.equal(
      'com.linkedin.android',
    );
  });

  it('is nothing when the referrer is missing or makes no sense', () => {
    for (const referer of [
      undefined,
      '',
      '-',
      'about:blank',
      'javascript:alert(1)',
      'http://',
      `https://${'a'.repeat(300)}.example`,
    ])
      expect(referrerHost(visit({ referer }))).to.equal(null);
  });

  it('is the kind of device, not the agent', () => {
    const device = (agent: string) => deviceClass(visit({ 'user-agent': agent }));
    expect(device(browser)).to.equal('desktop');
    expect(
      device(
        'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1',
      ),
    ).to.equal('phone');
    expect(
      device(
        'Mozilla/5.0 (iPad; CPU OS 15_0 like Mac OS X) AppleWebKit/605.1.15 Version/15.0 Mobile/15E148 Safari/604.1',
      ),
    ).to.equal('tablet');
    expect(device('curl/8.5.0')).to.equal('other');
    expect(device('')).to.equal('other');
  });
});
