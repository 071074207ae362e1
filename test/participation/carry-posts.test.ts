import { expect } from 'chai';
import { reactions } from '../../jobs/reactions.js';
import { eventsPublished } from '../../src/events/index.js';
import { react } from '../../src/events/react.js';
import { CarriedPost } from '../../src/participation/carried-post.model.js';
import { closeWeeks } from '../../src/participation/close-weeks.js';
import { ClosedQuarter } from '../../src/participation/closed-quarter.model.js';
import { ClosedWeek } from '../../src/participation/closed-week.model.js';
import { Habit, noEnd } from '../../src/participation/habit.model.js';
import { Membership } from '../../src/participation/membership.model.js';
import { type NetworkName } from '../../src/sharing/index.js';
import { confirmShare } from '../../src/sharing/confirm-share.js';
import { updateDailyStatistics } from '../../src/statistics/index.js';
import { recallPost } from '../../src/posts/index.js';
import { buildClick } from '../clicks/builders.js';
import { buildPost } from '../posts/builders.js';
import { buildShare } from '../sharing/builders.js';
import { acting } from '../support/actors.js';
import { buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('What regulars do for a post', () => {
  const services = createTestServices();

  before(useDatabase);
  beforeEach(emptyDatabase);

  async function buildPerson(teamId: string, { isRegular }: { isRegular: boolean }): Promise<string> {
    const { id } = await buildUser({ teamId });
    const from = new Date('2026-01-05');
    await Membership.create({
      _id: `assumed/${id}`,
      personId: id,
      revision: 1,
      teamId,
      status: 'active',
      from,
    });
    const regular = isRegular ? [{ from: '2026-08-10', to: noEnd }] : [];
    await Habit.create({ _id: id, through: '2026-08-24', isMember: true, isRegular, teamId, regular });
    return id;
  }

  it('is stored when its 14 days are closed, and themes when their quarter is', async () => {
    const [ports, fleet] = [(await buildTeam()).id, (await buildTeam()).id];
    const amara = await buildPerson(ports, { isRegular: true });
    await buildPerson(ports, { isRegular: true });
    // Not offered to her, and no regular.
    await buildPerson(fleet, { isRegular: true });
    const callum = await buildPerson(ports, { isRegular: false });
    const rule = { becomesAt: 3, lapsesAt: 1 };
    const closedAt = new Date('2026-09-14');
    await ClosedWeek.create({ _id: '2026-08-24', zone: 'Europe/Berlin', rule, month: '2026-08', closedAt });

    services.setNow('2026-09-02T08:00:00Z');
    const level = 'corporate';
    const post = await buildPost({ services, audienceTeamIds: [ports], level });
    const share = async (advocateId: string, network: NetworkName, caption: string) => {
      const made = await buildShare({ services, advocateId, postId: post.id, network, caption });
      await confirmShare(services, { shareId: made.id, actor: acting('advocate', advocateId) });
      return made;
    };
    const first = await share(amara, 'linkedin', 'I am glad we do this.');
    services.setNow('2026-09-10T08:00:00Z');
    await share(amara, 'x', 'My crew built this in one winter');
    const other = await share(callum, 'linkedin', 'Have a look at this.');
    // After the 14 days, and therefore for the quarter alone.
    services.setNow('2026-09-16T08:00:00Z');
    await share(amara, 'bluesky', '');
    const visit = (slug: string, at: string) => buildClick({ slug, at });
    await visit(first.slug, '2026-09-03T08:00:00Z');
    await visit(first.slug, '2026-09-04T08:00:00Z');
    await visit(first.slug, '2026-09-20T08:00:00Z');
    await visit(other.slug, '2026-09-12T08:00:00Z');
    await updateDailyStatistics(services);
    await eventsPublished();
    await react(services, reactions);

    services.setNow('2026-10-05T00:30:00+02:00');
    await closeWeeks(services);
    expect(await CarriedPost.countDocuments()).to.equal(0);
    services.setNow('2026-10-13T08:00:00Z');
    await closeWeeks(services);
    await closeWeeks(services);
    const [carried, ...others] = await CarriedPost.find().lean();
    expect(others).to.deep.equal([]);
    expect(carried).to.deep.include({ quarter: '2026-Q3', offered: 2, posted: 1, postings: 2, visitors: 2 });

    const quarters = await ClosedQuarter.find().lean();
    expect(quarters.map(({ _id }) => _id)).to.deep.equal(['2026-Q3']);
    const [theme] = quarters[0]!.themes;
    expect(theme!.topicId!.toString()).to.equal(post.topic!.id);
    expect(theme).to.deep.include({
      people: 2,
      industry: { offered: 0, postings: 0, people: 0 },
      corporate: { offered: 1, postings: 4, people: 2 },
      // Words of her own; the posting without words is nobody's voice.
      individual: { offered: 0, postings: 1, people: 1 },
    });
  });

  it('counts a week only when something was offered', async () => {
    const team = (await buildTeam()).id;
    const amara = await buildPerson(team, { isRegular: false });
    await Habit.updateOne({ _id: amara }, { $set: { through: '2026-08-31', recent: [true, true] } });
    const rule = { becomesAt: 3, lapsesAt: 1 };
    const closedAt = new Date('2026-09-14');
    await ClosedWeek.create({ _id: '2026-08-31', zone: 'Europe/Berlin', rule, month: '2026-09', closedAt });
    services.setNow('2026-09-08T08:00:00Z');
    const post = await buildPost({ services });
    const share = await buildShare({ services, advocateId: amara, postId: post.id });
    await confirmShare(services, { shareId: share.id, actor: acting('advocate', amara) });
    services.setNow('2026-09-10T08:00:00Z');
    const actor = await buildUser({ roles: ['approver'] });
    await recallPost(services, { postId: post.id, actor, note: 'Wrong.' });
    await eventsPublished();
    await react(services, reactions);
    services.setNow('2026-10-31T08:00:00Z');
    await closeWeeks(services);
    // The weeks after the recall change nothing: nobody could share.
    const habit = await Habit.findById(amara).lean();
    expect(habit).to.deep.include({ recent: [true, true, true], isRegular: true });
    const weeks = await ClosedWeek.find({ _id: { $gt: '2026-08-31' } })
      .sort({ _id: 1 })
      .lean();
    expect(weeks.slice(0, 2).map(({ isCounted }) => isCounted)).to.deep.equal([true, false]);
  });
});
