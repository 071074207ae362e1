import { existsSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { lengthOn, limitOf, networkNames, networkByName, networksTable } from '../../src/sharing/networks.js';

const url = 'https://share.acme.example/l/k3J9xQab12';
const composers = networkNames.filter((name) => networkByName(name).composerUrl('', url, 'T') !== null);
/** Any text that a program can hold, half surrogate pairs included. */
const anyText = fc.string({ unit: 'binary', maxLength: 300 });
const halves = fc.string({ unit: fc.constantFrom('a', '\uD83D', '\uDE00', '\n', '&', '+', '%', '#', ' ') });
const caption = fc.oneof(anyText, halves);
const repaired = (text: string) => text.replace(/\p{Surrogate}/gu, '\uFFFD');

/** Everything the composer is given, decoded as the network decodes it. */
function given(address: string): string[] {
  const raw = address.slice(address.search(/[?#]/) + 1);
  return raw.split('&').map((pair) => decodeURIComponent(pair.slice(pair.indexOf('=') + 1)));
}

describe('The table of networks', () => {
  it('gives exactly the address that each composer honours', () => {
    const of = (name: (typeof networkNames)[number]) =>
      networkByName(name).composerUrl('Hi & bye', 'https://a.b/l/1', 'A title');
    expect(Object.fromEntries(networkNames.map((name) => [name, of(name)]))).to.deep.equal({
      linkedin:
        'https://www.linkedin.com/feed/?shareActive=true&text=Hi%20%26%20bye%0A%0Ahttps%3A%2F%2Fa.b%2Fl%2F1',
      x: 'https://x.com/intent/post?text=Hi%20%26%20bye&url=https%3A%2F%2Fa.b%2Fl%2F1',
      facebook: 'https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fa.b%2Fl%2F1',
      bluesky: 'https://bsky.app/intent/compose?text=Hi%20%26%20bye%0A%0Ahttps%3A%2F%2Fa.b%2Fl%2F1',
      threads: 'https://www.threads.com/intent/post?text=Hi%20%26%20bye&url=https%3A%2F%2Fa.b%2Fl%2F1',
      mastodon: 'https://share.joinmastodon.org/#text=Hi%20%26%20bye%0A%0Ahttps%3A%2F%2Fa.b%2Fl%2F1',
      telegram: 'https://t.me/share/url?url=https%3A%2F%2Fa.b%2Fl%2F1&text=Hi%20%26%20bye',
      instagram: null,
      xing: null,
      sms: 'sms:?&body=Hi%20%26%20bye%0A%0Ahttps%3A%2F%2Fa.b%2Fl%2F1',
      whatsapp: 'https://wa.me/?text=Hi%20%26%20bye%0A%0Ahttps%3A%2F%2Fa.b%2Fl%2F1',
      reddit: 'https://www.reddit.com/submit?url=https%3A%2F%2Fa.b%2Fl%2F1&title=A%20title',
      teams:
        'https://teams.microsoft.com/share?href=https%3A%2F%2Fa.b%2Fl%2F1&msgText=Hi%20%26%20bye&preview=true',
      email: 'mailto:?subject=A%20title&body=Hi%20%26%20bye%0D%0A%0D%0Ahttps%3A%2F%2Fa.b%2Fl%2F1',
      link: null,
    });
  });

  it('makes a valid address that carries the link, whatever is typed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...composers), caption, caption, (name, text, title) => {
        const address = networkByName(name).composerUrl(text, url, title)!;
        expect(URL.canParse(address)).to.equal(true);
        expect(given(address).some((value) => value === url || value.endsWith(`\n${url}`))).to.equal(true);
      }),
    );
  });

  it('hands over the caption exactly as typed where the composer takes it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...composers), caption, (name, text) => {
        const network = networkByName(name);
        if (!network.takesCaption || !text) return;
        const values = given(network.composerUrl(text, url, 'T')!);
        const lines = (value: string) => value.replace(/\r\n?/g, '\n');
        const expected = repaired(text);
        const whole = `${expected}\n\n${url}`;
        const found = values.some((value) =>
          name === 'email' ? lines(value) === lines(whole) : value === expected || value === whole,
        );
        expect(found).to.equal(true);
      }),
    );
  });

  it('writes mail with %20 and %0D%0A, never a plus for a space or a bare line end', () => {
    fc.assert(
      fc.property(caption, (text) => {
        const address = networkByName('email').composerUrl(text, url, text)!;
        expect(address).not.to.match(/\+|\s/);
        expect(address.split('body=')[1]!.replaceAll('%0D%0A', '')).not.to.match(/%0A|%0D/);
      }),
    );
  });

  it('has an icon for every network', () => {
    const isThere = (icon: string) => existsSync(`node_modules/bootstrap-icons/icons/${icon}.svg`);
    expect(networkNames.filter((name) => !isThere(networkByName(name).icon))).to.deep.equal([]);
  });

  it('is printed for the documentation with a line for each network', () => {
    expect(networksTable().split('\n')).to.have.length(networkNames.length + 2);
    expect(networksTable()).to.contain(
      '| X | x.com/intent/post | taken along | 280 characters, as X weighs them, a link counts 23 |',
    );
  });
});

describe('The length of a post', () => {
  it('counts a link as 23 on X and Mastodon, shortened on Bluesky, and as it is elsewhere', () => {
    expect(lengthOn('x', '', url)).to.equal(23);
    expect(lengthOn('mastodon', '', url)).to.equal(23);
    expect(lengthOn('bluesky', '', url)).to.equal('share.acme.example/l/k3J9xQab12'.length);
    expect(lengthOn('linkedin', '', url)).to.equal(url.length);
    expect(lengthOn('x', 'Ahoy', url)).to.equal(4 + 2 + 23);
  });

  it('is compared with the limit of the network, on Mastodon with that of the organization', () => {
    expect(limitOf('mastodon', { mastodonLimit: 5000 })).to.equal(5000);
    expect(limitOf('x', { mastodonLimit: 5000 })).to.equal(280);
  });
});
