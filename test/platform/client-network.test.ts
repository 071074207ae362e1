import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import fc from 'fast-check';
import { createClientNetwork } from '../../src/platform/http/client-network.js';
import type { Logger } from '../../src/platform/log.js';
import { networkOf, siteOf } from '../../src/platform/http/network-of.js';
import { createTrust, type TrustedProxies } from '../../src/platform/http/trust-proxy.js';

const proxy = '10.0.0.2';

/** The network of a request over this connection, with these entries of X-Forwarded-For, and what was logged. */
function ask(proxies: TrustedProxies, peer: string | undefined, ...forwarded: string[]) {
  const events: string[] = [];
  const log = { warn: ({ event }: { event: string }) => events.push(event) } as unknown as Logger;
  const headers = forwarded.length ? { 'x-forwarded-for': forwarded.join(', ') } : {};
  const req = { socket: { remoteAddress: peer }, headers } as unknown as IncomingMessage;
  const clientNetwork = createClientNetwork(proxies, log);
  const [network, again] = [clientNetwork(req), clientNetwork(req)];
  expect(network).to.equal(again);
  return { network, events };
}

const word = fc.integer({ min: 0, max: 0xffff });
const words = fc.array(word, { minLength: 8, maxLength: 8 });
const port = fc.integer({ min: 1, max: 65535 });

/** Ways to write the same address. */
const wrapped = (address: string, atPort: number, isV6: boolean) =>
  isV6
    ? [address, `[${address}]`, `[${address}]:${atPort}`, `"[${address}]:${atPort}"`, ` ${address} `]
    : [
        address,
        `${address}:${atPort}`,
        `"${address}:${atPort}"`,
        ` ${address} `,
        `[::ffff:${address}]:${atPort}`,
      ];

/** The longest or any other run of zeros as `::`. */
function shortened(groups: string[], from: number, to: number): string {
  const zeros = groups.slice(from, to);
  if (!zeros.length || zeros.some((group) => Number(`0x${group}`) !== 0)) return groups.join(':');
  return `${groups.slice(0, from).join(':')}::${groups.slice(to).join(':')}`;
}

describe('The network of a client', () => {
  it('is the same for every spelling of an IPv4 address', () => {
    const address = fc.ipV4();
    fc.assert(
      fc.property(address, port, (plain, atPort) => {
        const [a, b, c, d] = plain.split('.').map(Number) as [number, number, number, number];
        const hex = `::ffff:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
        const mapped = [
          `::ffff:${plain}`,
          `::FFFF:${plain}`,
          `0:0:0:0:0:ffff:${plain}`,
          hex,
          `[${hex}]:${atPort}`,
        ];
        for (const spelling of [...wrapped(plain, atPort, false), ...mapped, `::ffff:${plain}%eth0`])
          expect(ask(1, proxy, spelling), spelling).to.deep.equal({ network: plain, events: [] });
      }),
    );
  });

  it('is the same for every spelling of an IPv6 address, and is its /64', () => {
    const sparse = fc
      .tuple(words, fc.nat(7), fc.nat(8))
      .map(([all, from, length]) => all.map((each, n) => (n >= from && n < from + length ? 0 : each)));
    fc.assert(
      fc.property(sparse, port, fc.nat(8), fc.nat(8), (all, atPort, one, other) => {
        fc.pre(!(all.slice(0, 5).every((each) => each === 0) && all[5] === 0xffff));
        const expected = `${all
          .slice(0, 4)
          .map((each) => each.toString(16))
          .join(':')}::/64`;
        const plain = all.map((each) => each.toString(16));
        const padded = plain.map((each) => each.padStart(4, '0'));
        const short = shortened(plain, Math.min(one, other), Math.max(one, other));
        const [low, high] = [all[6]!, all[7]!];
        const dotted = `${plain.slice(0, 6).join(':')}:${low >> 8}.${low & 255}.${high >> 8}.${high & 255}`;
        const spellings = [plain.join(':'), padded.join(':'), padded.join(':').toUpperCase(), short, dotted];
        for (const spelling of [...spellings, `${short}%eth0`].flatMap((each) => wrapped(each, atPort, true)))
          expect(ask(1, proxy, spelling), spelling).to.deep.equal({ network: expected, events: [] });
      }),
    );
  });

  it('is the same for two IPv6 addresses exactly when their first 64 bits are, and in one /48 when 48 are', () => {
    const few = fc.integer({ min: 0, max: 2 });
    const ends = fc
      .tuple(few, few, few, few, few, word, word, word)
      .map((all) => all.map((n) => n.toString(16)));
    fc.assert(
      fc.property(ends, ends, (one, other) => {
        const same = (groups: number) => one.slice(0, groups).join() === other.slice(0, groups).join();
        // Of IPv4, written within IPv6.
        fc.pre(![one, other].some((all) => all.slice(0, 5).every((each) => each === '0')));
        const [network, otherNetwork] = [networkOf(one.join(':'))!, networkOf(other.join(':'))!];
        expect(network === otherNetwork).to.equal(same(4));
        expect(siteOf(network) === siteOf(otherNetwork)).to.equal(same(3));
      }),
    );
    expect(siteOf('203.0.113.7')).to.equal('203.0.113.7');
    expect(siteOf('2001:db8:1:2::/64')).to.equal('2001:db8:1::/48');
  });

  it('is the proxy’s for what is no address, which is logged once', () => {
    const noAddress = [
      'unknown',
      '_hidden',
      '256.1.1.1',
      '010.0.0.1',
      '0x7f.1',
      '1.2.3',
      '[::1',
      '::1]',
      'a:b',
      '1.2.3.4:',
    ];
    for (const entry of noAddress)
      expect(ask(1, proxy, entry), entry).to.deep.equal({
        network: proxy,
        events: ['client-network.unreadable'],
      });
    expect(ask(2, proxy, 'unknown', '10.0.0.3').network).to.equal('10.0.0.3');
  });

  it('is some network whatever a stranger writes', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'0:1f.[]%",/ ') }),
    );
    fc.assert(
      fc.property(fc.array(anything), fc.nat(3), (entries, count) => {
        for (const proxies of [count, ['10.0.0.0/8', 'fd00::/8']])
          expect(ask(proxies, proxy, ...entries).network).to.match(/^(\d+\.\d+\.\d+\.\d+|[0-9a-f:]+\/64)$/);
      }),
    );
  });

  it('is read as many entries from the end as there are proxies, and not further', () => {
    const entries = ['198.51.100.1', '198.51.100.2', '198.51.100.3'];
    expect([0, 1, 2, 3, 4].map((count) => ask(count, proxy, ...entries).network)).to.deep.equal([
      proxy,
      '198.51.100.3',
      '198.51.100.2',
      '198.51.100.1',
      '198.51.100.1',
    ]);
  });

  it('is the last entry that no proxy of the listed networks has, in any spelling of theirs', () => {
    const listed = ['10.0.0.0/8', '2001:db8:ff::/48', '192.0.2.9'];
    const client = '198.51.100.7';
    expect(ask(listed, proxy, client).network).to.equal(client);
    expect(ask(listed, '::ffff:10.1.2.3', '203.0.113.1', client).network).to.equal(client);
    expect(ask(listed, '192.0.2.9', client, '[2001:DB8:ff::1]:8080', '10.1.1.1:99').network).to.equal(client);
    expect(ask(listed, '192.0.2.8', client)).to.deep.equal({
      network: '192.0.2.8',
      events: ['client-network.ignored'],
    });
  });

  it('is not believed from who only says to be behind a proxy', () => {
    expect(ask(0, '198.51.100.9', '203.0.113.1')).to.deep.equal({
      network: '198.51.100.9',
      events: ['client-network.ignored'],
    });
  });

  it('is the connection’s when the proxy says nothing, which is logged', () => {
    expect(ask(1, proxy)).to.deep.equal({ network: proxy, events: ['client-network.missing'] });
    expect(ask(1, proxy, '', ' ').network).to.equal(proxy);
    expect(ask(0, undefined).network).to.equal('unknown');
  });

  it('is decided over the same proxies as the protocol and the host', () => {
    const trust = createTrust(['10.0.0.0/8']);
    expect([
      trust('::ffff:10.9.9.9', 0),
      trust('10.9.9.9', 3),
      trust('11.0.0.1', 0),
      trust('', 0),
    ]).to.deep.equal([true, true, false, false]);
    expect([0, 1].map((hop) => createTrust(1)('11.0.0.1', hop))).to.deep.equal([true, false]);
  });
});
