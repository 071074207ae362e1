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
});
