import { expect } from 'chai';
import { recordClicks } from '../../src/clicks/index.js';
import { DailyStatistic } from '../../src/statistics/daily-statistic.model.js';
import { recordPastDays, updateDailyStatistics } from '../../src/statistics/index.js';
import { browser, buildTrackedLink } from '../clicks/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { copyLabels } from '../../src/links/index.js';
import { MarkedPeriod } from '../../src/statistics/marked-period.model.js';

describe('Days of the past', () => {
  const services = createTestServices();

  before(useDatabase);
  beforeEach(emptyDatabase);

  it('are counted by the rules for clicks, although no click is stored', async () => {
    const [one, other] = [await buildTrackedLink(), await buildTrackedLink()];
    const by = (network: string, headers: Record<string, string> = {}) => ({
      ...{ method: 'GET', network },
      headers: { 'user-agent': browser, ...headers },
    });
    const [ann, ben] = ['2001:db8:1::1', '2001:db8:2::1'];
    const opened = (link: typeof one, time: string, visit = by(ann), isOwn = false) => ({
      ...{ link, at: new Date(`2026-11-${time}:00Z`), visit, isOwn },
    });
    const visits = [
      opened(one, '16T09:00', by(ann, { referer: 'https://www.linkedin.com/' })),
      opened(one, '16T09:10'),
      opened(one, '16T11:00'),
      opened(one, '16T12:00', by(ben)),
      opened(one, '16T12:30', by(ben, { 'sec-purpose': 'prefetch' })),
      opened(one, '16T13:00', by(ben, { 'user-agent': 'LinkedInBot/1.0' })),
      opened(one, '16T14:00', by('2001:db8:3::1'), true),
      // Before and after midnight in Berlin.
      opened(other, '16T22:50', by(ben)),
      opened(other, '16T23:20', by(ben)),
      opened(other, '17T08:00'),
    ];
    await recordClicks(
      services,
      visits.map(({ link, at, visit, isOwn }) => ({
        ...{ slug: link.slug, at, visit },
        ...(isOwn && { personId: link.labels.advocateId }),
      })),
    );
    await updateDailyStatistics(services);
    const rows = async () =>
      (await DailyStatistic.find().sort({ day: 1, trackedLinkId: 1 }).lean()).map(
        ({ _id, changedAt: _at, __v: _v, revision: _revision, shareId: _share, ...row }) => row,
      );
    const counted = await rows();
    expect(counted.map(({ clicks, visitors }) => [clicks, visitors])).to.have.deep.members([
      [3, 2],
      [1, 1],
      [1, 1],
    ]);

    const marked = async () => (await MarkedPeriod.distinct('_id')).sort();
    const days = ['2026-11-16', '2026-11-17'];
    expect(await marked()).to.include.members(days);
    await Promise.all([DailyStatistic, MarkedPeriod].map((model) => model.collection.deleteMany({})));
    const createdAt = new Date('2026-11-16T08:00:00Z');
    await recordPastDays(
      services,
      [one, other].map((link) => ({
        shareId: 'share',
        link,
        labels: copyLabels(link.labels),
        placedRevision: 0,
      })),
      visits.map(({ link, ...visit }) => ({
        linkId: link.id,
        network: link.labels.network,
        createdAt,
        ...visit,
      })),
    );
    expect(await rows()).to.deep.equal(counted);
    expect(await marked()).to.deep.equal(days);
  });
});
