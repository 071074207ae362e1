import { expect } from 'chai';
import { reactions } from '../../jobs/reactions.js';
import { EventRecord } from '../../src/events/event.model.js';
import { eventsPublished } from '../../src/events/index.js';
import { react } from '../../src/events/react.js';
import { publishGuideline } from '../../src/guidelines/index.js';
import { acknowledgeGuideline } from '../../src/guidelines/acknowledge-guideline.js';
import { TrackedLink } from '../../src/links/tracked-link.model.js';
import { Participation } from '../../src/participation/participation.model.js';
import { recordPastFacts } from '../../src/participation/index.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { recordPastShares } from '../../src/sharing/index.js';
import { confirmShare } from '../../src/sharing/confirm-share.js';
import { openShare } from '../../src/sharing/open-share.js';
import { recordPostings } from '../../src/sharing/record-postings.js';
import { Share } from '../../src/sharing/share.model.js';
import { buildClick } from '../clicks/builders.js';
import { buildPost } from '../posts/builders.js';
import { acting } from '../support/actors.js';
import { buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { MarkedPeriod } from '../../src/statistics/marked-period.model.js';

/** All that is stored of the shares, without what is random or says when it was stored. */
async function stored() {
  const random = ['slug', 'trackedUrl', 'attempt', 'changedAt', 'dueAt', 'state', 'todo', 'holder'];
  const plain = (documents: object[]) =>
    JSON.parse(
      JSON.stringify(documents, (name, value: unknown) => (random.includes(name) ? undefined : value)),
    ) as object[];
  const events = await EventRecord.find({ kind: 'share' }).sort({ _id: 1 }).lean();
  return {
    shares: plain(await Share.find().sort({ _id: 1 }).lean()),
    links: plain(await TrackedLink.find().sort({ shareId: 1 }).select('-_id -__v').lean()),
    events: plain(
      events.map((event) => ({
        ...event,
        changes: event.changes
          .filter((change) => !random.includes((change as string[])[1]!))
          .sort((a, b) => ((a as string[])[1]! < (b as string[])[1]! ? -1 : 1)),
      })),
    ),
    marks: await MarkedPeriod.distinct('_id'),
    participations: plain(await Participation.find().sort({ _id: 1 }).select('-__v').lean()),
  };
}

describe('Shares of the past', () => {
  const services = createTestServices();

  before(useDatabase);
  beforeEach(emptyDatabase);

  it('are stored as if each had been prepared and posted at its time', async () => {
    const [prepared, confirmed, clicked] = ['09:00', '09:07', '11:00'].map(
      (time) => new Date(`2026-11-18T${time}:00Z`),
    ) as [Date, Date, Date];
    services.setNow(prepared);
    const author = await buildUser({ roles: ['editor'] });
    const text = { title: 'Taking part', markdown: 'Be kind.', disclosure: 'I work at Acme.' };
    const { version } = await publishGuideline(services, { ...text, actor: author });
    const user = await buildUser({ teamId: (await buildTeam()).id });
    await acknowledgeGuideline(services, { actor: user, version });
    const post = await buildPost({ services, suggestedCopy: ['Our ferry is electric now', 'Come aboard'] });
    const person = (await findActivePerson(user.id))!;
    const common = { postId: post.id, origin: 'feed' as const };
    const shares = [
      { ...common, network: 'linkedin' as const, caption: 'Our ferry is electric' },
      { ...common, network: 'x' as const, caption: 'I work at Acme: I am proud of this crew' },
      { ...common, network: 'facebook' as const, caption: 'Nobody ever saw it' },
    ];

    const ids: string[] = [];
    for (const share of shares) ids.push((await openShare(services, { ...share, actor: person })).shareId);
    services.setNow(confirmed);
    await confirmShare(services, { actor: acting('advocate', user.id), shareId: ids[0]! });
    services.setNow(clicked);
    const { slug } = (await Share.findById(ids[1]).lean())!;
    await buildClick({ slug, at: clicked.toISOString() });
    expect(await recordPostings(services)).to.equal(1);
    await eventsPublished();
    await react(services, reactions);
    const byVerbs = await stored();
    expect(byVerbs.participations).to.have.length(5);
    expect(byVerbs.marks).to.deep.equal(['2026-11-18']);

    await Promise.all(
      [Share, TrackedLink, Participation, MarkedPeriod].map((model) => model.collection.deleteMany({})),
    );
    await EventRecord.deleteMany({ kind: 'share' });
    const { recorded, events } = await recordPastShares(
      services,
      shares.map((share, n) => ({
        ...{ ...share, person, at: prepared, guidelineVersion: version },
        confirmedAt: n === 0 ? confirmed : null,
        clickedAt: n === 1 ? clicked : null,
      })),
    );
    await recordPastFacts(events);
    expect(recorded.map(({ shareId }) => shareId)).to.deep.equal(ids);
    expect(await stored()).to.deep.equal(byVerbs);
    expect(await EventRecord.countDocuments({ kind: 'share', state: { $ne: 'done' } })).to.equal(0);
  });
});
