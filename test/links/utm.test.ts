import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { aroundClickId } from '../../src/conversions/conversion-parameter.js';
import { longestUtm, utmOf, utmProblem, withUtm } from '../../src/links/utm.js';
import { keySchema } from '../../src/links/dimensions.js';

const published = JSON.parse(readFileSync('test/links/web-platform-urls.json', 'utf8')) as {
  addresses: string[];
};

const tags = { source: 'linkedin', medium: 'social', campaign: 'Spring Campaign 2026', slug: 'abc234xyz' };
const names = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content'];

/** Addresses as people paste them: any query, broken escapes, fragments, UTM of their own. */
const query = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.tuple(fc.constantFrom(...names, 'UTM_Source', 'id', 'a b', 'ä', ''), fc.string()))
    .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&')),
);
const target = fc
  .tuple(fc.webUrl(), fc.option(query), fc.option(fc.string({ unit: 'binary' })))
  .map(
    ([url, search, hash]) => url + (search === null ? '' : `?${search}`) + (hash === null ? '' : `#${hash}`),
  )
  .filter((address) => URL.canParse(address));
const anyTags = fc.record({
  source: fc.string(),
  medium: fc.constant('social'),
  campaign: fc.string({ unit: 'binary' }),
  slug: fc.string(),
});

describe('The UTM parameters of a tracked link', () => {
  it('name the network, the campaign and the link', () => {
    expect(withUtm('https://acme.example/jobs', tags)).to.equal(
      'https://acme.example/jobs?utm_source=linkedin&utm_medium=social&utm_campaign=spring-campaign-2026&utm_content=abc234xyz',
    );
  });

  it('go behind the query and before the fragment, and leave both as they were written', () => {
    const written = 'https://acme.example/a%20b?q=%7e+x&flag&empty=&q=2#/route?x=1';
    const [before, fragment] = written.split('#');
    const result = withUtm(written, tags);
    expect(result.startsWith(`${before}&utm_source=`)).to.equal(true);
    expect(result.endsWith(`#${fragment}`)).to.equal(true);
  });

  for (const [address, joint] of [
    ['https://example.com/??a=1#f', '&'],
    ['https://example.com/?#f', ''],
    ['https://example.com/#', '?'],
    ['https://example.com/#f?g', '?'],
    ['https://example.com/?a&', ''],
    ['https://example.com/?a?', '&'],
  ] as const)
    it(`leave “${address}” as it is`, () => {
      const [before, fragment] = address.split('#');
      const result = withUtm(address, tags);
      expect(result.startsWith(`${before}${joint}utm_source=`), result).to.equal(true);
      expect(result.split('#')[1]).to.equal(fragment);
    });

  it('change no address of the web platform tests, nor does the id of a click', () => {
    expect(published.addresses).to.have.length.above(150);
    const tagsOf =
      'utm_source=linkedin&utm_medium=social&utm_campaign=spring-campaign-2026&utm_content=abc234xyz';
    for (const address of published.addresses) {
      const [, before, query, fragment] = /^([^?#]*)(\?[^#]*)?(.*)$/s.exec(address)!;
      const joined = !query ? '?' : /^\?$|&$/.test(query) ? query : `${query}&`;
      expect(withUtm(address, tags)).to.equal(before + joined + tagsOf + fragment);
      expect(aroundClickId(address)).to.deep.equal([`${before}${joined}gs=`, fragment]);
    }
  });

  it('never replace one that the address has already', () => {
    const result = new URL(withUtm('https://acme.example/?UTM_SOURCE=intranet&utm_campaign=', tags));
    expect(result.searchParams.get('UTM_SOURCE')).to.equal('intranet');
    expect(result.searchParams.has('utm_source')).to.equal(false);
    expect(result.searchParams.get('utm_campaign')).to.equal('');
    expect(result.searchParams.get('utm_content')).to.equal('abc234xyz');
  });

  it('leave out what has no words', () => {
    expect(withUtm('https://acme.example/', { ...tags, campaign: ' – ' })).not.to.contain('utm_campaign');
  });

  it('keep everything an address has, for any address', () => {
    fc.assert(
      fc.property(target, anyTags, (address, any) => {
        const before = new URL(address);
        const after = new URL(withUtm(address, any));
        const kept = [...before.searchParams];
        expect([...after.searchParams].slice(0, kept.length)).to.deep.equal(kept);
        for (const part of ['origin', 'username', 'password', 'pathname', 'hash'] as const)
          expect(after[part]).to.equal(before[part]);
      }),
    );
  });

  it('are there once, for any address', () => {
    fc.assert(
      fc.property(target, anyTags, (address, any) => {
        const count = (url: string, name: string) =>
          [...new URL(url).searchParams.keys()].filter((key) => key.toLowerCase() === name).length;
        const once = withUtm(address, any);
        for (const name of names) expect(count(once, name)).to.be.at.most(Math.max(1, count(address, name)));
        expect(withUtm(once, any)).to.equal(once);
      }),
    );
  });

  it('make an address that is valid in a header, for any address', () => {
    fc.assert(
      fc.property(target, anyTags, (address, any) => {
        const result = withUtm(address, any);
        expect(URL.canParse(result)).to.equal(true);
        expect(result).to.match(/^[\x21-\x7e]+$/);
      }),
    );
  });
});

describe('A template of tags', () => {
  const values = { network: 'linkedin', level: 'corporate', campaign: 'new-harbour' };

  it('is filled in with what is known of a share', () => {
    const template = { source: '{network}', medium: 'advocacy_{level}', campaign: '2026.{campaign}' };
    expect(utmOf(template, values)).to.deep.equal({
      source: 'linkedin',
      medium: 'advocacy_corporate',
      campaign: '2026.new-harbour',
    });
    expect(utmOf(null, values)).to.deep.equal({
      source: 'linkedin',
      medium: 'social',
      campaign: 'new-harbour',
    });
  });

  for (const [text, problem] of [
    ['{network}', null],
    ['employee-advocacy_{level}.{campaign}', null],
    ['', 'missing'],
    ['Social', 'upper-case'],
    ['ÄRGER', 'upper-case'],
    ['{Network}', 'placeholder'],
    ['{person}', 'placeholder'],
    ['{network', 'placeholder'],
    ['network}', 'placeholder'],
    ['{}', 'placeholder'],
    ['paid social', 'letters'],
    ['größe', 'letters'],
    ['a&utm_source=b', 'letters'],
    ['x'.repeat(longestUtm + 1), 'long'],
  ] as const)
    it(`${problem ? `can’t contain “${text.slice(0, 30)}”: ${problem}` : `can contain “${text}”`}`, () => {
      expect(utmProblem(text)).to.equal(problem);
    });

  it('gives keys that reports can be asked for, whatever it is', () => {
    const text = fc
      .array(fc.constantFrom('{network}', '{level}', '{campaign}', 'a', '9', '-', '_', '.'), { minLength: 1 })
      .map((parts) => parts.join(''))
      .filter((typed) => utmProblem(typed) === null);
    const campaign = 'c'.repeat(60);
    fc.assert(
      fc.property(text, (typed) => {
        const { campaign: key } = utmOf(
          { source: 'a', medium: 'b', campaign: typed },
          { ...values, campaign },
        );
        expect(key === '' || keySchema('campaign').safeParse(key).success).to.equal(true);
      }),
    );
  });
});
