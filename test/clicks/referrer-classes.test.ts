import { expect } from 'chai';
import fc from 'fast-check';
import { isScannerHost } from '../../src/clicks/click-rules.js';
import { referrerClass, referrerClasses, referrerHosts } from '../../src/clicks/referrer-classes.js';
import { composerOrigins } from '../../src/sharing/networks.js';

const classOf = (host: string | null) => referrerClass(host, ['acme.example', 'links.acme.example']);

describe('The class of a referrer', () => {
  it('is that of the hosts, their subdomains and their apps', () => {
    const expected: Record<string, string[]> = {
      network: ['lnkd.in', 'www.linkedin.com', 't.co', 'l.facebook.com', 'lm.facebook.com', 'out.reddit.com'],
      search: ['google.com', 'www.google.de', 'www.google.co.uk', 'google.com.br', 'www.bing.com'],
      mail: ['mail.google.com', 'eur01.safelinks.protection.outlook.com', 'webmail.harbour.example'],
      'own-site': ['acme.example', 'www.acme.example', 'links.acme.example'],
      other: [
        'example.com',
        'notlinkedin.com',
        'linkedin.com.evil.example',
        'docs.google.com',
        'google.evil',
      ],
    };
    for (const [name, hosts] of Object.entries(expected))
      for (const host of hosts) expect(classOf(host), host).to.equal(name);
    expect(classOf('com.linkedin.android')).to.equal('network');
    expect(classOf(null)).to.equal('none');
  });

  it('is `network` for every host of the table of networks', () => {
    const hosts = composerOrigins().map((origin) => new URL(origin).hostname);
    expect(hosts).to.have.length.above(8);
    expect(hosts.filter((host) => classOf(host) !== 'network')).to.deep.equal([]);
  });

  it('is own for a site of the organization, also on a host that others are known for', () => {
    expect(referrerClass('teams.microsoft.com', ['microsoft.com'])).to.equal('own-site');
  });

  it('has no host in two classes, and none of a mail scanner, whose visits do not count', () => {
    const all: string[] = Object.values(referrerHosts).flat();
    expect(new Set(all).size).to.equal(all.length);
    expect(all.filter(isScannerHost)).to.deep.equal([]);
  });

  it('is one of the list, whatever a stranger sends', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.domain(), fc.constant(null)), (host) => {
        expect(referrerClasses).to.include(classOf(host));
      }),
    );
  });
});
