import { expect } from 'chai';
import { readUrl } from '../../src/platform/net/read-url.js';

describe('An address', () => {
  it('is read as often as it is asked for, whatever its letters', () => {
    const addresses = ['https://bücher.example/neu', 'https://example.com/', 'http://192.0.2.7/é'];
    // As often as it takes until the function is optimized.
    for (let n = 0; n < 30_000; n += 1) {
      const address = addresses[n % 3]!;
      if (!readUrl(address)) expect.fail(`${address} was not read at try ${n}`);
    }
    expect(readUrl(addresses[0]!)!.hostname).to.equal('xn--bcher-kva.example');
  });

  it('is read with the page that it stands on, and null if it is none', () => {
    expect(readUrl('/neu', 'https://example.com/a/b')!.href).to.equal('https://example.com/neu');
    expect(readUrl('/neu')).to.equal(null);
    expect(readUrl('https://')).to.equal(null);
  });

  it('is null if its host is too long for one, however it is written', () => {
    // Different letters, which take longest.
    const letters = Array.from({ length: 1_001 }, (_, n) => String.fromCharCode(0x4e00 + n * 7)).join('');
    const encoded = encodeURIComponent(letters.slice(0, 200));
    for (const host of [letters, encoded, `a@${letters}`])
      for (const begin of ['https://', 'https:', '//', '/\\', 'h\nttps:/\n/', 'HTTPS:\\\\'])
        expect(readUrl(`${begin}${host}.example/`, 'https://example.com'), begin).to.equal(null);
    const path = `https://example.com/a/${letters}?${letters}#${letters}`;
    expect(readUrl(path)!.hostname).to.equal('example.com');
    expect(readUrl(`/${letters}`.slice(0, 900), path)).not.to.equal(null);
  });
});
