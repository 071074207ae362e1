import { expect } from 'chai';
import sinon from 'sinon';
import { updateOrganization } from '../../src/organization/index.js';
import { Click } from '../../src/clicks/click.model.js';
import { Conversion } from '../../src/conversions/conversion.model.js';
import { DailyStatistic } from '../../src/statistics/daily-statistic.model.js';
import { deleteOldClicks } from '../../src/statistics/delete-old-clicks.js';
import { sumStatistics } from '../../src/statistics/sum-statistics.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { recountDay } from '../../src/statistics/recount-day.js';
import { clicksRetainedFrom, retainClicksFrom } from '../../src/clicks/retention.model.js';
import { TrackedLink } from '../../src/links/tracked-link.model.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildClick, buildTrackedLink } from './builders.js';

describe('Visits of tracked links', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  afterEach(() => sinon.restore());

  const services = createTestServices();
  const ever = { from: '0000-01-01', to: '9999-12-31' };
  const statistics = () => sumStatistics({ ...ever, by: 'day' });
  const days = async () => (await Click.distinct('day')).sort();

  /** Two visitors, a repeat and a bot on each of these days. */
  async function visits(slug: string, ...dates: string[]) {
    for (const day of dates) {
      await buildClick({ slug, network: '192.0.2.1', at: `${day}T08:00:00Z` });
      await buildClick({ slug, network: '192.0.2.1', at: `${day}T08:01:00Z` });
      await buildClick({ slug, network: '192.0.2.2', at: `${day}T08:00:00Z` });
      await buildClick({ slug, at: `${day}T08:00:00Z`, headers: { 'user-agent': 'curl/8.5.0' } });
    }
  }

  it('are deleted after ninety days, and what they added to the statistics stays', async () => {
    const { slug } = await buildTrackedLink();
    // Ninety days before 18 November is 20 August.
    await visits(slug, '2026-08-18', '2026-08-19', '2026-08-20', '2026-11-17');
    await updateDailyStatistics(services);
    const before = await statistics();
    expect(before.map(({ clicks, visitors, excluded }) => [clicks, visitors, excluded])).to.deep.equal(
      Array.from({ length: 4 }, () => [2, 2, { bot: 1, repeat: 1 }]),
    );
    expect(await deleteOldClicks(services)).to.equal(8);
    expect(await days()).to.deep.equal(['2026-08-20', '2026-11-17']);
    expect(await statistics()).to.deep.equal(before);
    expect(await deleteOldClicks(services)).to.equal(0);
  });

  it('are kept as long as the organization says', async () => {
    const { slug } = await buildTrackedLink();
    await visits(slug, '2026-10-18', '2026-10-19');
    await updateOrganization(services, { actor: 'operator', clickDays: 30 });
    await deleteOldClicks(services);
    expect(await days()).to.deep.equal(['2026-10-19']);
    await updateOrganization(services, { actor: 'operator', clickDays: 730 });
    await deleteOldClicks(services);
    expect(await days()).to.deep.equal(['2026-10-19']);
  });

  it('are in the statistics before they are deleted', async () => {
    const { slug } = await buildTrackedLink();
    await visits(slug, '2026-08-01');
    expect(await deleteOldClicks(services)).to.equal(4);
    expect(await statistics()).to.have.length(1);
    expect((await statistics())[0]).to.include({ clicks: 2, visitors: 2 });
  });

  it('stay while somebody else is still counting them', async () => {
    const { slug } = await buildTrackedLink();
    await visits(slug, '2026-08-01');
    const counting = sinon.stub(Click, 'exists').resolves({ _id: null } as never);
    expect(await deleteOldClicks(services)).to.equal(0);
    counting.restore();
    expect(await Click.countDocuments()).to.equal(4);
    expect(await clicksRetainedFrom()).to.equal('');
  });

  it('once deleted leave their count alone: a later conversion adds itself and changes nothing else', async () => {
    const { slug } = await buildTrackedLink();
    await visits(slug, '2026-08-01');
    await deleteOldClicks(services);
    const [before] = await statistics();
    const link = (await TrackedLink.findOne({ slug }).lean())!;
    for (const day of ['2026-08-01', '2026-08-02'])
      await Conversion.collection.insertOne({
        ...{ trackedLinkId: link._id, kind: 'sale', externalId: day, at: new Date(`${day}T12:00:00Z`), day },
        verified: true,
        tallied: false,
      });
    for (const day of ['2026-08-01', '2026-08-02']) await recountDay(services, day, [link._id]);
    const after = await statistics();
    expect(after).to.have.length(2);
    expect(after[0]).to.deep.include({ ...pick(before!), conversions: { sale: 1 } });
    expect(after[1]).to.deep.include({ clicks: 0, visitors: 0, excluded: {}, conversions: { sale: 1 } });
  });

  it('leave their count alone also in a recount that began before the first of them was deleted', async () => {
    const { slug } = await buildTrackedLink();
    await visits(slug, '2026-08-01');
    await updateDailyStatistics(services);
    const before = await statistics();
    const { _id } = (await TrackedLink.findOne({ slug }).lean())!;
    const counts = sinon.stub(Click, 'aggregate').callsFake((async (
      ...given: Parameters<typeof Click.aggregate>
    ) => {
      counts.restore();
      await retainClicksFrom('2026-08-20');
      await Click.deleteOne({ excludedBecause: null });
      return Click.aggregate<unknown>(...given);
    }) as unknown as typeof Click.aggregate);
    await recountDay(services, '2026-08-01', [_id]);
    expect(await statistics()).to.deep.equal(before);
  });

  it('that arrive when their day is closed are deleted as well, uncounted', async () => {
    const { slug } = await buildTrackedLink();
    await visits(slug, '2026-08-01');
    await deleteOldClicks(services);
    const before = await statistics();
    await visits(slug, '2026-08-01');
    expect(await deleteOldClicks(services)).to.equal(4);
    expect(await statistics()).to.deep.equal(before);
  });

  it('are deleted in steps, each of which may be the last before the process ends', async () => {
    const { slug } = await buildTrackedLink();
    await visits(slug, '2026-08-01');
    await updateDailyStatistics(services);
    const [click] = await Click.find().lean();
    const { _id, ...facts } = click!;
    await Click.insertMany(Array.from({ length: 1_500 }, () => ({ ...facts })));
    const stopping = new AbortController();
    const find = Click.find.bind(Click);
    let steps = 0;
    sinon.stub(Click, 'deleteMany').callsFake(((filter: object) => {
      if ((steps += 1) === 1) stopping.abort();
      return Click.collection.deleteMany(filter);
    }) as unknown as typeof Click.deleteMany);
    expect(await deleteOldClicks(services, stopping.signal)).to.equal(1_000);
    expect(await find().countDocuments()).to.equal(504);
    expect(await deleteOldClicks(services)).to.equal(504);
  });

  it('are not there to delete before there is an organization or a link', async () => {
    expect(await deleteOldClicks(services)).to.equal(0);
    await buildOrganization();
    expect(await deleteOldClicks(services)).to.equal(0);
    expect(await DailyStatistic.countDocuments()).to.equal(0);
  });
});

const pick = ({ clicks, visitors, excluded }: { clicks: number; visitors: number; excluded: object }) => ({
  clicks,
  visitors,
  excluded,
});
