import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { InvalidInput, NotFound, type Message } from '../../src/platform/errors.js';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { createFetcher } from '../../src/platform/net/fetcher.js';
import { fetchFeed, fetchLeaseMs } from '../../src/sources/fetch-feed.js';
import { addFeed } from '../../src/sources/index.js';
import { fetchDueFeeds } from '../../src/sources/fetch-due-feeds.js';
import { Feed } from '../../src/sources/feed.model.js';
import { InboxItem } from '../../src/sources/inbox-item.model.js';
import { translate } from '../../src/platform/text/words.js';
import { acting } from '../support/actors.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { onceReached } from '../support/once-reached.js';
import type { TestServices } from '../support/services.js';
import { buildFeed, entries, fixture, hastyServices, inbox, oneAfterAnother, rss } from './builders.js';
import {
  bomb,
  cutShort,
  drip,
  fiftyMegabytes,
  redirectTo,
  stall,
  startSite,
  typed,
  withStatus,
  type Site,
} from './site.js';

const personId = 'a'.repeat(24);

describe('A feed', () => {
  let site: Site;
  let services: TestServices;
  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    site = await startSite();
    services = hastyServices();
  });
  afterEach(async () => {
    setFailPoint(undefined);
    await site.close();
  });

  const storedFeed = async () => (await Feed.findOne().lean())!;
  const titles = async () => (await inbox()).map(({ title }) => title).sort();

  describe('is imported', () => {
    it('with all that can be used, once, however often it is fetched', async () => {
      site.pages['/'] = await fixture('newsroom.rss');
      const first = await buildFeed(services, site.url('/'));
      expect(first).to.include({
        added: 4,
        known: 0,
        unusable: 5,
        title: 'Acme & friends: newsroom',
        problem: null,
      });
      for (let again = 0; again < 2; again += 1)
        expect(await fetchFeed(services, { actor: 'clock', ...first })).to.include({
          added: 0,
          known: 4,
          unusable: 5,
        });
      expect(await InboxItem.countDocuments()).to.equal(4);
    });

    it('once, also when two fetches overlap', async () => {
      site.pages['/'] = oneAfterAnother(rss([]), rss(entries(30)));
      const { feedId } = await buildFeed(services, site.url('/'));
      const outcomes = await Promise.all(
        [1, 2, 3].map(() => fetchFeed(services, { actor: 'clock', feedId })),
      );
      expect(await InboxItem.countDocuments()).to.equal(30);
      expect(outcomes.reduce((sum, { added }) => sum + added, 0)).to.equal(30);
    });

    it('in its own character set', async () => {
      site.pages['/'] = typed('application/rss+xml', await fixture('noticias.rss'));
      await buildFeed(services, site.url('/'));
      expect(await titles()).to.deep.equal(['Mãe e irmãos já estão em São João']);
    });

    it('packed or not', async () => {
      site.pages['/'] = (_req, res) =>
        res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(rss(entries(2))));
      expect(await buildFeed(services, site.url('/'))).to.include({ added: 2 });
    });

    it('showing one item for a link that came from another feed already, under both feeds', async () => {
      const [shared, other] = entries(2);
      site.pages['/a'] = rss([shared!]);
      site.pages['/b'] = rss([
        { ...shared!, guid: 'own-name', link: `${shared!.link}?utm_source=b` },
        other!,
      ]);
      const a = await buildFeed(services, site.url('/a'));
      const b = await buildFeed(services, site.url('/b'));
      expect(b).to.include({ added: 1, known: 1 });
      expect(await fetchFeed(services, { actor: 'clock', ...b })).to.include({ added: 0, known: 2 });
      const item = await InboxItem.findOne({ title: shared!.title }).lean();
      expect(item!.feedIds.map(String)).to.deep.equal([a.feedId, b.feedId]);
    });

    it('keeping apart entries of two feeds that number theirs alike', async () => {
      for (const name of ['a', 'b']) site.pages[`/${name}`] = rss([{ ...entries(1, name)[0]!, guid: '1' }]);
      await buildFeed(services, site.url('/a'));
      expect(await buildFeed(services, site.url('/b'))).to.include({ added: 1, known: 0 });
      expect((await titles()).sort()).to.deep.equal(['a 1', 'b 1']);
    });

    it('keeping apart entries that lead to one page, as those of a changelog do', async () => {
      const link = 'https://feed.example/changelog';
      site.pages['/'] = rss([
        { guid: 'v1', title: 'Version 1', link },
        { guid: 'v2', title: 'Version 2', link },
        { guid: 'v2-again', title: 'Version 2', link },
      ]);
      const { feedId } = await buildFeed(services, site.url('/'));
      expect(await titles()).to.deep.equal(['Version 1', 'Version 2']);
      expect(await fetchFeed(services, { actor: 'clock', feedId })).to.include({ added: 0, known: 3 });
    });

    it('refreshing what is known while nobody decided about it', async () => {
      const [first, second] = entries(2);
      const better = (entry: typeof first) => ({ ...entry!, title: `${entry!.title}, corrected` });
      site.pages['/'] = oneAfterAnother(rss([first!, second!]), rss([better(first), better(second)]));
      const { feedId } = await buildFeed(services, site.url('/'));
      await InboxItem.updateOne({ title: second!.title }, { $set: { status: 'dismissed' } });
      expect(await fetchFeed(services, { actor: 'clock', feedId })).to.include({ added: 0, known: 2 });
      expect(await titles()).to.deep.equal(['entry 1, corrected', 'entry 2']);
    });

    it('asking whether anything changed, and believing that nothing did', async () => {
      site.pages['/'] = (req, res) =>
        req.headers['if-none-match'] === '"v1"' && req.headers['if-modified-since'] === 'yesterday'
          ? res.writeHead(304).end()
          : res
              .writeHead(200, { etag: '"v1"', 'last-modified': 'yesterday' })
              .end(rss([...entries(2), { title: 'x' }]));
      const { feedId } = await buildFeed(services, site.url('/'));
      expect(await fetchFeed(services, { actor: 'clock', feedId })).to.deep.equal({
        added: 0,
        known: 2,
        unusable: 1,
        problem: null,
      });
      expect(await storedFeed()).to.include({ added: 0, known: 2, failures: 0 });
    });

    it('with what has no date next to its neighbours in the feed, not as the newest', async () => {
      const named = (title: string, pubDate?: string) => ({
        title,
        link: `https://feed.example/${title}`,
        ...(pubDate && { pubDate }),
      });
      const [september, july] = ['24 Sep 2018 12:00 GMT', '24 Jul 2018 12:00 GMT'];
      site.pages['/'] = rss([
        named('first'),
        named('september', september),
        named('two ways', '05/06/2026'),
        named('july', july),
        named('last'),
      ]);
      site.pages['/august'] = rss([named('august', '24 Aug 2018 12:00 GMT')]);
      await buildFeed(services, site.url('/'));
      await buildFeed(services, site.url('/august'));
      expect((await inbox()).map(({ title }) => title)).to.deep.equal([
        ...['september', 'first', 'two ways', 'august', 'july', 'last'],
      ]);
    });

    it('last in the inbox if none of it has a date, but where it arrives from then on', async () => {
      site.pages['/dated'] = rss([{ ...entries(1, 'dated')[0]!, pubDate: '24 Sep 2018 12:00 GMT' }]);
      site.pages['/'] = oneAfterAnother(rss(entries(2)), rss(entries(3).reverse()));
      const { feedId } = await buildFeed(services, site.url('/'));
      await buildFeed(services, site.url('/dated'));
      const order = async () => (await inbox()).map(({ title }) => title);
      expect(await order()).to.deep.equal(['dated 1', 'entry 1', 'entry 2']);
      await fetchFeed(services, { actor: 'clock', feedId });
      expect(await order()).to.deep.equal(['entry 3', 'dated 1', 'entry 1', 'entry 2']);
    });

    it('up to five hundred entries, the newest, and says so', async () => {
      site.pages['/'] = rss(entries(600));
      const { problem, added } = await buildFeed(services, site.url('/'));
      expect(added).to.equal(500);
      expect(translate('en', problem!)).to.contain('left out 100 older ones');
    });

    it('with the reasons of fifty unusable entries, and the number of the others', async () => {
      site.pages['/'] = rss(Array.from({ length: 60 }, () => ({ title: 'No link' })));
      expect(await buildFeed(services, site.url('/'))).to.include({ unusable: 60 });
      expect((await storedFeed()).unusable).to.have.length(50);
      expect((await storedFeed()).unusableMore).to.equal(10);
    });
  });

  const laughs = `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "haha">${Array.from(
    { length: 9 },
    (_, n) => `<!ENTITY a${n} "${`&a${n ? n - 1 : ''};`.repeat(10)}">`,
  ).join(
    '',
  )}]><rss version="2.0"><channel><title>&a8;</title><item><title>&a8;</title><link>https://x.example/</link></item></channel></rss>`;
  const outside = `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>x</title><item><title>&secret;</title><link>https://x.example/</link></item></channel></rss>`;

  /** What a publisher may do, and the words an editor reads. */
  const bad: Record<string, [page: Site['pages'][string], words: RegExp]> = {
    'that is a web page': ['<!doctype html><title>News</title>', /web page, not a feed/],
    'that is a web page in XML': [
      '<?xml version="1.0"?><!-- x --><!DOCTYPE html><html></html>',
      /web page, not a feed/,
    ],
    'that is gone': [withStatus(404), /nothing at this address \(404\)/],
    'that needs a sign-in': [withStatus(403), /does not let us in \(403\)/],
    'that has had enough of us': [withStatus(429), /come less often \(429\)/],
    'of a site in trouble': [withStatus(500), /problem of its own \(500\)/],
    'with a strange answer': [withStatus(302), /can't use \(302\)/],
    'of 50 MB': [fiftyMegabytes(), /more than 5 MB/],
    'that unfolds to 50 MB': [bomb, /more than 5 MB/],
    'that never answers': [() => undefined, /too long to answer/],
    'that drips without end': [drip, /too long to answer/],
    'that stalls': [stall, /too long to answer/],
    'that breaks off': [cutShort, /cut off/],
    'that leads round in circles': [redirectTo('/bad'), /on and on/],
    'that leads to this machine': [redirectTo('http://[::1]/'), /private network/],
    'that leads to a name of this machine': [redirectTo('http://127.0.0.2/'), /private network/],
    'that leads to the metadata of a cloud': [redirectTo('http://169.254.169.254/'), /private network/],
    'that leads into the network': [redirectTo('http://10.0.0.1/'), /private network/],
    'that leads to this machine in an odd form': [redirectTo('http://0x7f000002/'), /private network/],
    'that leads to this machine as a number': [redirectTo('http://2130706434/'), /private network/],
    'that leads to a file': [redirectTo('file:///etc/passwd'), /not http or https/],
    'with entities that explode': [laughs, /XML entities/],
    'with an entity from outside': [outside, /XML entities/],
    'that is empty': ['', /answer was empty/],
    'that is blank': [' \n ', /answer was empty/],
    'that is not well-formed': ['<rss version="2.0"><channel><item><title>Open', /is broken/],
    'of JSON that is broken': ['{"version": "https://jsonfeed.org/version/1.1", "items": [', /is broken/],
    'of another kind': ['once upon a time', /not a feed we know/],
    'without entries': [rss([]), /no entries yet/],
  };

  for (const [what, [page, words]] of Object.entries(bad))
    it(`${what} says so on its row, and is tried again`, async () => {
      site.pages['/bad'] = rss(entries(1));
      const { feedId } = await buildFeed(services, site.url('/bad'));
      site.pages['/bad'] = page;
      const { problem } = await fetchFeed(services, { actor: 'clock', feedId });
      expect(translate('en', problem!)).to.match(words);
      const feed = await storedFeed();
      expect(translate('en', feed.problem as Message)).to.match(words);
      expect(feed.lastFetchedAt).to.deep.equal(services.clock.now());
      expect(await titles()).to.deep.equal(['entry 1']);

      site.pages['/bad'] = rss(entries(2));
      expect(await fetchFeed(services, { actor: 'clock', feedId })).to.include({ added: 1, problem: null });
      expect((await storedFeed()).problem).to.equal(null);
    });

  it('with many entries of nothing is no burden', async () => {
    site.pages['/'] =
      `<rss version="2.0"><channel><title>x</title>${'<item/>'.repeat(100_000)}</channel></rss>`;
    services = { ...services, fetcher: createFetcher({ allowIPAddressList: ['127.0.0.1'] }) };
    expect(await buildFeed(services, site.url('/'))).to.include({ added: 0, unusable: 100_000 });
  });

  describe('is added', () => {
    const problem = async (url: string): Promise<string> => {
      try {
        await addFeed(services, { url, actor: acting('editor', personId) });
      } catch (error) {
        if (error instanceof InvalidInput) return translate('en', error.fields.url!);
        throw error;
      }
      return 'none';
    };

    it('unless its address can not be one', async () => {
      expect(await problem(' ')).to.contain('Enter an address');
      expect(await problem('our newsroom')).to.contain('not a web address');
      expect(await problem('ftp://example.com/feed')).to.contain('http:// or https://');
      expect(await problem('javascript:alert(1)')).to.contain('http:// or https://');
      expect(await problem('https://me:secret@example.com/')).to.contain('password');
      expect(await problem('http://localhost:1/')).to.match(/private network|Nothing answers/);
      expect(await problem('http://10.0.0.1/feed')).to.contain('private network');
      expect(await problem('http://there-is-no.invalid/')).to.contain('Nothing answers');
    });

    it('once', async () => {
      site.pages['/'] = rss(entries(1));
      expect(await problem(site.url('/'))).to.equal('none');
      expect(await problem(site.url('/#top'))).to.contain('in the list already');
      expect(await Feed.countDocuments()).to.equal(1);
    });

    it('never half: what can not be read is not added', async () => {
      site.pages['/'] = 'once upon a time';
      expect(await problem(site.url('/'))).to.contain('not a feed we know');
      expect(await Feed.countDocuments()).to.equal(0);
    });

    it('by the address of a page that names it', async () => {
      site.pages['/blog/'] =
        '<!doctype html><link rel="alternate" type="application/rss+xml" href="feed.xml">';
      site.pages['/blog/feed.xml'] = rss(entries(1), 'The blog');
      const added = await addFeed(services, { url: site.url('/blog/'), actor: acting('editor', personId) });
      expect(added).to.include({ title: 'The blog', foundOnPage: true, added: 1 });
      expect((await storedFeed()).url).to.equal(site.url('/blog/feed.xml'));
      expect(await problem(site.url('/blog/'))).to.contain('in the list already');
    });

    it('not by a page that names none, or names one in the network', async () => {
      site.pages['/none'] = '<!doctype html><title>x</title>';
      site.pages['/inside'] =
        '<!doctype html><link rel="alternate" type="application/atom+xml" href="http://10.0.0.1/">';
      expect(await problem(site.url('/none'))).to.contain('web page, not a feed');
      expect(await problem(site.url('/inside'))).to.contain('private network');
    });
  });

  describe('is fetched', () => {
    const atHour = (hour: number) => new Date(Date.UTC(2026, 10, 18, 9 + hour));

    it('every hour, by whoever comes first', async () => {
      site.pages['/'] = rss(entries(1));
      await buildFeed(services, site.url('/'));
      expect(await fetchDueFeeds(services)).to.equal(0);
      services.setNow(atHour(1));
      const counts = await Promise.all([fetchDueFeeds(services), fetchDueFeeds(services)]);
      expect(counts[0] + counts[1]).to.equal(1);
      expect(site.asked).to.have.length(2);
      expect((await storedFeed()).dueAt).to.deep.equal(atHour(2));
    });

    it('by one of two processes that find it at the same moment', async () => {
      site.pages['/'] = rss(entries(1));
      await buildFeed(services, site.url('/'));
      services.setNow(atHour(1));
      let first = 0;
      onceReached('claim.found', async () => (first = await fetchDueFeeds(services)));
      expect([await fetchDueFeeds(services), first]).to.deep.equal([0, 1]);
      expect(site.asked).to.have.length(2);
    });

    it('and what a process finds out that was too slow changes nothing', async () => {
      site.pages['/'] = rss(entries(1));
      await buildFeed(services, site.url('/'));
      services.setNow(atHour(1));
      let second = 0;
      const overtake = async () => {
        site.pages['/'] = rss(entries(2));
        services.setNow(new Date(atHour(1).getTime() + fetchLeaseMs));
        second = await fetchDueFeeds(services);
      };
      site.pages['/'] = (_req, res) => void overtake().then(() => res.writeHead(500).end());
      expect([await fetchDueFeeds(services), second]).to.deep.equal([1, 1]);
      const dueAt = new Date(atHour(2).getTime() + fetchLeaseMs);
      expect(await storedFeed()).to.deep.include({ failures: 0, added: 1, dueAt, tries: 0, claim: null });
    });

    it('later and later while it fails, after a day at most, and hourly again once it works', async () => {
      site.pages['/'] = rss(entries(1));
      await buildFeed(services, site.url('/'));
      site.pages['/'] = withStatus(500);
      const waits: number[] = [];
      for (let times = 0; times < 7; times += 1) {
        const due = (await storedFeed()).dueAt;
        services.setNow(due);
        expect(await fetchDueFeeds(services)).to.equal(1);
        waits.push(((await storedFeed()).dueAt.getTime() - due.getTime()) / 3_600_000);
      }
      expect(waits).to.deep.equal([1, 2, 4, 8, 16, 24, 24]);
      site.pages['/'] = rss(entries(1));
      services.setNow((await storedFeed()).dueAt);
      await fetchDueFeeds(services);
      expect(await storedFeed()).to.include({ failures: 0, problem: null });
    });

    it('although others go wrong in every way', async () => {
      const paths = Object.keys(bad).map((_, n) => `/${n}`);
      for (const path of paths) {
        site.pages[path] = rss(entries(1, path.slice(1)));
        await addFeed(services, { url: site.url(path), actor: acting('editor', personId) });
      }
      Object.values(bad).forEach(([page], n) => (site.pages[`/${n}`] = page));
      site.pages['/good'] = oneAfterAnother(rss(entries(1, 'good')), rss(entries(3, 'good')));
      await addFeed(services, { url: site.url('/good'), actor: acting('editor', personId) });
      services.setNow(atHour(1));
      expect(await fetchDueFeeds(services)).to.equal(paths.length + 1);
      expect(await InboxItem.countDocuments({ title: /^good/ })).to.equal(3);
      expect(await Feed.countDocuments({ problem: { $ne: null } })).to.equal(paths.length);
    });

    it('not when there is none', async () => {
      const gone = await fetchFeed(services, { actor: 'clock', feedId: personId }).catch(
        (error: unknown) => error,
      );
      expect(gone).to.be.instanceOf(NotFound);
    });
  });
});
