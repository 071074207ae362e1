import { expect } from 'chai';
import fc from 'fast-check';
import { leadsToOneOf, readHosts } from '../../src/organization/target-hosts.js';

const hostsOf = (text: string) => {
  const read = readHosts(text);
  return 'hosts' in read ? read.hosts : read.problem;
};

describe('The hosts that posts may link to', () => {
  const read: [string, string[]][] = [
    ['', []],
    [' \r\n ', []],
    ['example.com', ['example.com']],
    ['Example.COM.', ['example.com']],
    ['example.com\nexample.com:8443\nEXAMPLE.com', ['example.com']],
    ['https://www.example.com/', ['www.example.com']],
    ['bücher.example, straße.de', ['xn--bcher-kva.example', 'xn--strae-oqa.de']],
    ['intranet; 192.0.2.7', ['intranet', '192.0.2.7']],
    ['[2001:db8::1]:8080', ['[2001:db8::1]']],
  ];
  for (const [text, hosts] of read)
    it(`are read from ${JSON.stringify(text)}`, () => expect(hostsOf(text)).to.deep.equal(hosts));

  const unreadable = [
    '*.example.com',
    '.example.com',
    'exa mple.com',
    'example.com/news',
    'ftp://example.com',
  ];
  for (const text of [...unreadable, 'ana@example.com', 'example.com?q', '://', 'https://'])
    it(`are not read from ${JSON.stringify(text)}`, () => expect(hostsOf(text)).to.equal('unreadable'));

  it('are two hundred at most', () => {
    const many = Array.from({ length: 201 }, (_, n) => `host${n}.example`);
    expect(hostsOf(many.join('\n'))).to.equal('many');
    expect(hostsOf(many.slice(1).join('\n'))).to.have.length(200);
  });

  const hosts = ['example.com', 'xn--bcher-kva.example', '192.0.2.7', '[2001:db8::1]'];
  for (const target of [
    'https://example.com/',
    'http://EXAMPLE.com:8080/news?q=1',
    'https://example.com./news',
    'https://www.example.com/',
    'https://a.b.example.com/',
    'https://bücher.example/neu',
    'http://192.0.2.7/',
    'http://[2001:DB8::1]/',
  ])
    it(`allow ${target}`, () => expect(leadsToOneOf(hosts, target)).to.equal(true));

  for (const target of [
    'https://example.org/',
    'https://notexample.com/',
    'https://example.com.evil.example/',
    'https://evil.example/example.com',
    'https://example.com@evil.example/',
    'https://evil.example/?https://example.com',
    'https://com/',
    'nonsense',
  ])
    it(`do not allow ${target}`, () => expect(leadsToOneOf(hosts, target)).to.equal(false));

  it('are any when none is named', () =>
    expect(leadsToOneOf([], 'https://anywhere.example/')).to.equal(true));

  it('allow every address on a host that was read, and on a host below it', () => {
    fc.assert(
      fc.property(fc.domain(), fc.webPath(), (domain, path) => {
        const hosts = hostsOf(domain) as string[];
        expect(hosts).to.have.length(1);
        expect(leadsToOneOf(hosts, `https://${domain}${path}`)).to.equal(true);
        expect(leadsToOneOf(hosts, `https://sub.${domain}${path}`)).to.equal(true);
        expect(leadsToOneOf(hosts, `https://x${domain}${path}`)).to.equal(false);
      }),
      { numRuns: 40 },
    );
  });
});
