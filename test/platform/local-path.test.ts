import { expect } from 'chai';
import fc from 'fast-check';
import { isLocalPath } from '../../src/platform/http/local-path.js';

describe('A path of ours', () => {
  it('begins with one slash', () => {
    for (const path of ['/', '/feed', '/posts/1?from=mail#top', '/a//b'])
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
    ])
      expect(isLocalPath(path), path).to.equal(false);
  });

  it('never leads a browser elsewhere, whatever it is made of', () => {
    const odd = fc.array(fc.constantFrom('/', '\\', '\t', '\n', ':', '@', 'e', '.', '?', '#', ' ', '%2f'), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(odd, (parts) => {
        const path = parts.join('');
        if (!isLocalPath(path)) return true;
        return new URL(path, 'https://share.example.com/sign-in').host === 'share.example.com';
      }),
      { numRuns: 2000 },
    );
  });
});
