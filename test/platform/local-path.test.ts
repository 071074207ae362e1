import { expect } from 'chai';
import fc from 'fast-check';
import { isLocalPath } from '../../src/platform/http/local-path.js';

describe('A path of ours', () => {
  it('begins with one slash', () => {
    for (const path of ['/', '/feed', '/posts/1?from=mail#top', '/a//b', '/feed?q=%', '/l', '/links/l/1'])
      expect(isLocalPath(path), path).to.equal(true);
    for (const path of [
      '',
      'feed',
      '//evil.example',
      '/\\evil.example',
      '\\/evil.example',
      '/\t/evil.example',
      '/\n\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      '/l/23456789a',
      '/L/23456789a?next=1',
      '/feed/../l/23456789a',
      '/./l/23456789a',
      '/%6c/23456789a',
      '/%4C/23456789a',
      '/l%2F23456789a',
      '/%2fl/23456789a',
      '/feed%2f..%2fl%2f23456789a',
      '/.//l/23456789a',
      '/%e0%a4',
    ])
      expect(isLocalPath(path), path).to.equal(false);
  });

  it('never leads a browser elsewhere, whatever it is made of', () => {
    const odd = fc.array(
      fc.constantFrom('/', '\\', '\t', '\n', ':', '@', 'e', '.', '?', '#', ' ', '%2f', 'l', '%6c'),
      {
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(odd, (parts) => {
        const path = parts.join('');
        if (!isLocalPath(path)) return true;
        const { host, pathname } = new URL(path, 'https://share.example.com/sign-in');
        return host === 'share.example.com' && !decodeURIComponent(pathname).startsWith('/l/');
      }),
      { numRuns: 2000 },
    );
  });
});
