import { expect } from 'chai';
import fc from 'fast-check';
import { readLink } from '../../src/posts/link-rules.js';

describe('The link of a post', () => {
  const refused: [string, string][] = [
    ['', 'link-missing'],
    ['   ', 'link-missing'],
    ['javascript:alert(1)', 'link-not-web'],
    ['JavaScript:alert(1)//https://example.com', 'link-not-web'],
    ['java\nscript:alert(1)', 'link-not-web'],
    ['data:text/html,<script>alert(1)</script>', 'link-not-web'],
    ['vbscript:x', 'link-not-web'],
    ['file:///etc/passwd', 'link-not-web'],
    ['//example.com', 'link-not-web'],
    ['example.com/page', 'link-not-web'],
    ['https:example.com', 'link-not-web'],
    ['https://', 'link-not-web'],
    ['https://exa mple.com', 'link-not-web'],
    ['https://example.com/a\tb', 'link-not-web'],
    ['https://example.com/\u202Egpj.exe', 'link-not-web'],
    ['https://exam\u200Bple.com', 'link-not-web'],
    ['https://ana@example.com', 'link-credentials'],
    ['https://ana:secret@example.com', 'link-credentials'],
    [`https://example.com/${'a'.repeat(2000)}`, 'link-too-long'],
  ];
  for (const [typed, problem] of refused)
    it(`is refused (${problem}): ${JSON.stringify(typed.slice(0, 50))}`, () => {
      expect(readLink(typed)).to.deep.equal({ problem });
    });

  it('is kept in its normal form, without the spaces around it', () => {
    expect(readLink('  HTTPS://Example.COM/Ä?q=1#top ')).to.deep.equal({
      href: 'https://example.com/%C3%84?q=1#top',
    });
  });

  it('may be http for a page, not for an image', () => {
    expect(readLink('http://example.com')).to.deep.equal({ href: 'http://example.com/' });
    expect(readLink('http://example.com', { secure: true })).to.deep.equal({ problem: 'link-not-secure' });
  });

  it('is http or https without a name in it, and the same when read again, whatever was typed', () => {
    const typed = fc.oneof(
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const read = readLink(text);
        if (!('href' in read)) return;
        const url = new URL(read.href);
        expect(url.protocol).to.match(/^https?:$/);
        expect(url.username + url.password).to.equal('');
        expect(readLink(read.href)).to.deep.equal(read);
      }),
    );
  });
});
