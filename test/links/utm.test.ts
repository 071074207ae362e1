import { expect } from 'chai';
import fc from 'fast-check';
import { withUtm } from '../../src/links/utm.js';

const tags = { network: 'linkedin', campaign: 'Spring Campaign 2026', slug: 'abc234xyz' };
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
  network: fc.string(),
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
