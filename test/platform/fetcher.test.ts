import { type AddressInfo, createServer, type LookupFunction } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { createFetcher, FetchFailed, type Fetcher } from '../../src/platform/net/fetcher.js';
import {
  bomb,
  cutShort,
  drip,
  fiftyMegabytes,
  redirectTo,
  stall,
  startSite,
  withStatus,
  type Site,
} from '../sources/site.js';

const loopback = ['127.0.0.1'];

async function problemOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof FetchFailed) return error.problem;
    throw error;
  }
  return 'none';
}

const resolvesTo =
  (...addresses: string[]): LookupFunction =>
  (_name, options, done) => {
    const all = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    if (options.all) done(null, all);
    else done(null, all[0]!.address, all[0]!.family);
  };

describe('The fetcher', () => {
  let site: Site;
  let fetcher: Fetcher;
  beforeEach(async () => {
    site = await startSite({ '/': 'hello' });
    fetcher = createFetcher({ allowIPAddressList: loopback, timeoutMs: 5_000 });
  });
  afterEach(() => site.close());

  it('brings the answer whatever its status, and leaves no socket behind', async () => {
    site.pages['/gone'] = withStatus(410, 'gone');
    const page = await fetcher(site.url('/'), { 'if-none-match': '"x"' });
    expect(page.status).to.equal(200);
    expect(page.body.toString()).to.equal('hello');
    expect(site.asked[0]!.headers).to.include({ 'if-none-match': '"x"', connection: 'close' });
    expect((await fetcher(site.url('/gone'))).status).to.equal(410);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await site.open()).to.equal(0);
  });

  it('unpacks gzip, deflate and brotli', async () => {
    const packed = {
      gzip: gzipSync('words'),
      deflate: deflateSync('words'),
      br: brotliCompressSync('words'),
    };
    for (const [encoding, body] of Object.entries(packed)) {
      site.pages['/packed'] = (_req, res) => res.writeHead(200, { 'content-encoding': encoding }).end(body);
      expect((await fetcher(site.url('/packed'))).body.toString(), encoding).to.equal('words');
    }
  });

  describe('refuses what is not public', () => {
    const forms = [
      '127.0.0.1',
      '127.1',
      '127.8.9.10',
      '0x7f000001',
      '0x7f.0.0.1',
      '2130706433',
      '017700000001',
      '①②⑦.⓪.⓪.①',
      '127.0.0.1.',
      'localhost',
      'LOCALHOST',
      '[::1]',
      '[0:0:0:0:0:0:0:1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[::127.0.0.1]',
      '[64:ff9b::7f00:1]',
      '[2002:7f00:1::]',
      '0.0.0.0',
      '0',
      '[::]',
    ];
    for (const host of forms)
      it(`not this machine as ${host}`, async () => {
        const strict = createFetcher({ timeoutMs: 5_000 });
        expect(await problemOf(strict(`http://${host}:${site.port}/`))).to.equal('private-address');
        expect(site.connections).to.equal(0);
      });

    const inside = [
      '10.1.2.3',
      '172.16.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '198.18.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '0xa9fea9fe',
      '[fd00:ec2::254]',
      '[fe80::1]',
      '[fec0::1]',
      '[ff02::1]',
      '[::ffff:10.0.0.1]',
      '[64:ff9b::a00:1]',
    ];
    for (const host of inside)
      it(`no address inside a network: ${host}, over http and https`, async () => {
        expect(await problemOf(fetcher(`http://${host}/`))).to.equal('private-address');
        expect(await problemOf(fetcher(`https://${host}/`))).to.equal('private-address');
      });

    it('no name that resolves to such an address, even together with a public one', async () => {
      for (const addresses of [
        ['127.0.0.1'],
        ['10.0.0.1'],
        ['::1'],
        ['::7f00:1'],
        ['93.184.216.34', '192.168.0.1'],
      ]) {
        const strict = createFetcher({ timeoutMs: 1_000, lookup: resolvesTo(...addresses) });
        const address = `http://looks-public.example:${site.port}/`;
        expect(await problemOf(strict(address)), addresses.join()).to.equal('private-address');
      }
      expect(site.connections).to.equal(0);
    });

    it('no redirect to such an address or name', async () => {
      const lookup = resolvesTo('10.0.0.1');
      const guarded = createFetcher({ allowIPAddressList: loopback, timeoutMs: 1_000, lookup });
      const port = site.port;
      const targets = [
        `http://127.0.0.2:${port}/`,
        `http://[::1]:${port}/`,
        'http://169.254.169.254/latest/meta-data/',
        'http://10.0.0.1/',
        'https://192.168.0.1/',
        'http://0x7f000002/',
        'http://2130706434/',
        '//[::ffff:10.0.0.1]/',
        'http://inside.example/',
      ];
      for (const target of targets) {
        site.pages['/out'] = redirectTo(target);
        expect(await problemOf(guarded(site.url('/out'))), target).to.equal('private-address');
      }
    });

    it('no scheme but http and https, typed or redirected to', async () => {
      const addresses = [
        'file:///etc/passwd',
        'ftp://example.com/',
        'gopher://x/',
        'data:,x',
        'javascript:1',
        'news',
        '',
      ];
      for (const address of addresses)
        expect(await problemOf(fetcher(address)), address).to.equal('bad-address');
      for (const target of ['file:///etc/passwd', 'ftp://example.com/feed', 'http://']) {
        site.pages['/out'] = redirectTo(target);
        expect(await problemOf(fetcher(site.url('/out'))), target).to.equal('bad-address');
      }
    });
  });

  describe('follows redirects', () => {
    it('three of them, of every kind, and says where it ended', async () => {
      site.pages['/1'] = redirectTo('/2', 301);
      site.pages['/2'] = redirectTo('3', 307);
      site.pages['/3'] = redirectTo(site.url('/end'), 308);
      site.pages['/end'] = 'here';
      expect((await fetcher(site.url('/1'))).url).to.equal(site.url('/end'));
    });

    it('but not four, and not round in circles', async () => {
      for (const n of [1, 2, 3, 4]) site.pages[`/${n}`] = redirectTo(`/${n + 1}`);
      site.pages['/5'] = 'too far';
      site.pages['/loop'] = redirectTo('/loop');
      expect(await problemOf(fetcher(site.url('/1')))).to.equal('too-many-redirects');
      expect(await problemOf(fetcher(site.url('/loop')))).to.equal('too-many-redirects');
    });

    it('not of "unchanged" or of one that leads nowhere', async () => {
      site.pages['/same'] = (_req, res) => res.writeHead(304, { location: '/' }).end();
      site.pages['/nowhere'] = withStatus(302);
      expect((await fetcher(site.url('/same'))).status).to.equal(304);
      expect((await fetcher(site.url('/nowhere'))).status).to.equal(302);
    });
  });

  describe('stops', () => {
    it('at 5 MB, and hangs up', async () => {
      const page = fiftyMegabytes();
      site.pages['/big'] = page;
      expect(await problemOf(createFetcher({ allowIPAddressList: loopback })(site.url('/big')))).to.equal(
        'too-large',
      );
      expect(page.sent).to.be.below(30);
    });

    it('takes 5 MB and not a byte more', async () => {
      const most = 5 * 1024 * 1024;
      site.pages['/most'] = Buffer.alloc(most);
      site.pages['/more'] = Buffer.alloc(most + 1);
      expect((await fetcher(site.url('/most'))).body.length).to.equal(most);
      expect(await problemOf(fetcher(site.url('/more')))).to.equal('too-large');
    });

    it('a small answer that unfolds to a large one', async () => {
      site.pages['/bomb'] = bomb;
      expect(await problemOf(fetcher(site.url('/bomb')))).to.equal('too-large');
    });

    it('when the time is over: no answer, an answer that drips, one that stalls', async () => {
      site.pages['/silent'] = () => undefined;
      site.pages['/drip'] = drip;
      site.pages['/stall'] = stall;
      site.pages['/packed-stall'] = (_req, res) => {
        res.writeHead(200, { 'content-encoding': 'gzip' });
        res.write(gzipSync('x'.repeat(1000)).subarray(0, 15));
      };
      const hasty = createFetcher({ allowIPAddressList: loopback, timeoutMs: 150 });
      for (const path of ['/silent', '/drip', '/stall', '/packed-stall'])
        expect(await problemOf(hasty(site.url(path))), path).to.equal('timeout');
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await site.open()).to.equal(0);
    });

    it('counting the time of all redirects together', async () => {
      const slowly =
        (next: string): Site['pages'][string] =>
        (_req, res) =>
          setTimeout(() => res.writeHead(302, { location: next }).end(), 80);
      Object.assign(site.pages, { '/1': slowly('/2'), '/2': slowly('/3'), '/3': slowly('/') });
      const hasty = createFetcher({ allowIPAddressList: loopback, timeoutMs: 150 });
      expect(await problemOf(hasty(site.url('/1')))).to.equal('timeout');
    });
  });

  it('says when an answer broke off or can not be unpacked', async () => {
    const encoded =
      (encoding: string, body: string | Buffer): Site['pages'][string] =>
      (_req, res) =>
        res.writeHead(200, { 'content-encoding': encoding }).end(body);
    const packed = gzipSync('x'.repeat(10_000));
    Object.assign(site.pages, {
      '/short': cutShort,
      '/no-gzip': encoded('gzip', 'plain'),
      '/half-gzip': encoded('gzip', packed.subarray(0, packed.length - 12)),
      '/unknown': encoded('sdch', 'x'),
    });
    for (const path of ['/short', '/no-gzip', '/half-gzip', '/unknown'])
      expect(await problemOf(fetcher(site.url(path))), path).to.equal('broken-answer');
  });

  it('says so when an answer switches to another protocol', async () => {
    site.pages['/switch'] = (_req, res) =>
      res.socket!.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\n');
    expect(await problemOf(fetcher(site.url('/switch')))).to.equal('broken-answer');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await site.open()).to.equal(0);
  });

  it('takes what was promised when more is sent', async () => {
    site.pages['/lies'] = (_req, res) =>
      res.socket!.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello and much more');
    expect((await fetcher(site.url('/lies'))).body.toString()).to.equal('hello');
  });

  it('says when nothing answers, or not in HTTP', async () => {
    const gone = await startSite();
    await gone.close();
    expect(await problemOf(fetcher(gone.url('/')))).to.equal('unreachable');
    expect(await problemOf(fetcher('http://there-is-no.invalid/'))).to.equal('unreachable');

    const gibberish = createServer((socket) => socket.on('error', () => undefined).end('220 mail ready\r\n'));
    await new Promise<void>((resolve) => gibberish.listen(0, '127.0.0.1', resolve));
    const { port } = gibberish.address() as AddressInfo;
    expect(await problemOf(fetcher(`http://127.0.0.1:${port}/`))).to.equal('unreachable');
    gibberish.close();
  });
});
