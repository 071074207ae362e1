import { expect } from 'chai';
import fc from 'fast-check';
import { KnownLink } from '../../src/redirect/known-link.js';
import { signClickId } from '../../src/clicks/signed-click-id.js';

const id = '0123456789abcdef01234567';
const linkTo = (target: string) =>
  new KnownLink({
    ...{ id: 'x', slug: 'abc234xyz', target, network: 'linkedin', campaign: 'spring' },
    ...{ utm: null, off: null },
  });
const clickKey = 'a key';
const recipients = { sites: ['acme.example'], clickKey };
const nobody = { sites: [], clickKey };
const signed = signClickId(clickKey, id);

const target = fc
  .tuple(
    fc.constantFrom('acme.example', 'www.acme.example', 'acme.example:8443', 'other.example'),
    fc.webPath(),
    fc.option(
      fc.array(fc.constantFrom('a=1', 'gs=old', 'GS=', 'utm_source=x', 'flag', '%7e=+', '', 'q=%23')),
    ),
    fc.option(fc.webFragments()),
  )
  .map(
    ([host, path, query, hash]) =>
      `https://${host}${path}${query ? `?${query.join('&')}` : ''}${hash === null ? '' : `#${hash}`}`,
  )
  .filter((address) => URL.canParse(address));

describe('The click’s id on its way', () => {
  it('goes to a site of the organization, behind the query and before the fragment', () => {
    expect(linkTo('https://www.acme.example/jobs?id=7#apply').locationOf(id, recipients)).to.match(
      new RegExp(`^https://www\\.acme\\.example/jobs\\?id=7&utm_source=.*&gs=${signed}#apply$`),
    );
  });

  it('goes nowhere else', () => {
    for (const host of ['other.example', 'notacme.example', 'acme.example.evil.example'])
      expect(linkTo(`https://${host}/`).locationOf(id, recipients)).not.to.contain('gs=');
    expect(linkTo('https://acme.example/').locationOf(id, nobody)).not.to.contain('gs=');
  });

  it('follows the setting when that changes', () => {
    const link = linkTo('https://acme.example/');
    expect(link.locationOf(id, nobody)).to.equal(link.location);
    expect(link.locationOf(id, recipients)).to.equal(`${link.location}&gs=${signed}`);
    expect(link.locationOf(id, { ...recipients, sites: ['other.example'] })).to.equal(link.location);
  });

  it('neither replaces nor doubles a parameter of that name', () => {
    for (const query of ['gs=1', 'GS=', 'a=b&gs'])
      expect(linkTo(`https://acme.example/?${query}#x`).locationOf(id, recipients)).not.to.contain(id);
  });

  it('changes nothing else, for any address', () => {
    fc.assert(
      fc.property(target, (address) => {
        const link = linkTo(address);
        const [before, after] = [new URL(link.location), new URL(link.locationOf(id, recipients))];
        const names = [...before.searchParams.keys()].map((name) => name.toLowerCase());
        const told = before.hostname.endsWith('acme.example') && !names.includes('gs');
        const kept = [...before.searchParams];
        expect([...after.searchParams]).to.deep.equal(told ? [...kept, ['gs', signed]] : kept);
        for (const part of ['origin', 'pathname', 'hash'] as const)
          expect(after[part]).to.equal(before[part]);
      }),
    );
  });
});
