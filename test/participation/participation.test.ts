import { expect } from 'chai';
import mongoose from 'mongoose';
import { createLocation } from '../../src/accounts/manage-locations.js';
import { reactions } from '../../jobs/reactions.js';
import { eventsPublished } from '../../src/events/index.js';
import { EventRecord } from '../../src/events/event.model.js';
import { migration } from '../../src/migrations/085-participations-of-earlier-shares.js';
import { react } from '../../src/events/react.js';
import { publishGuideline } from '../../src/guidelines/index.js';
import { acknowledgeGuideline } from '../../src/guidelines/acknowledge-guideline.js';
import { Participation } from '../../src/participation/participation.model.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { movePost } from '../../src/posts/move-post.js';
import { Post } from '../../src/posts/post.model.js';
import { confirmShare } from '../../src/sharing/confirm-share.js';
import { openShare } from '../../src/sharing/open-share.js';
import { recordPostings } from '../../src/sharing/record-postings.js';
import { Click } from '../../src/clicks/click.model.js';
import { Share } from '../../src/sharing/share.model.js';
import { copyUsedIn } from '../../src/sharing/suggested-copy.js';
import { buildClick } from '../clicks/builders.js';
import { buildPost } from '../posts/builders.js';
import { buildShare } from '../sharing/builders.js';
import { acting } from '../support/actors.js';
import { buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('Taking part', () => {
  const services = createTestServices();

  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow('2026-11-18T09:00:00Z');
  });

  const rows = async () => {
    await eventsPublished();
    await react(services, reactions);
    return Participation.find().sort({ at: 1, _id: 1 }).lean();
  };

  it('is stored for each preparing, with what was true at that moment', async () => {
    const [ports, works] = [await buildTeam(), await buildTeam()];
    const kiel = await createLocation(services, { actor: 'operator', name: 'Kiel' });
    const user = await buildUser({ teamId: ports.id, locationId: kiel.id });
    const author = await buildUser({ roles: ['editor'] });
    const text = { title: 'Taking part', markdown: 'Be kind.', disclosure: 'I work at Acme.' };
    const { version } = await publishGuideline(services, { ...text, actor: author });
    await acknowledgeGuideline(services, { actor: user, version });
    const post = await buildPost({ services, suggestedCopy: ['Our ferry is electric now', 'Come aboard'] });
    const person = (await findActivePerson(user.id))!;
    const share = { postId: post.id, network: 'linkedin' as const };
    await openShare(services, {
      ...share,
      actor: person,
      caption: 'Our ferry is electric',
      origin: 'digest',
    });
    services.setNow('2026-11-20T09:00:00Z');
    const moved = { ...person, teamId: works.id, locationId: null };
    await openShare(services, { ...share, actor: moved, caption: 'I am proud of this crew', place: 2 });
    const [first, second] = await rows();
    const { revision } = (await Post.findById(post.id).lean())!;
    expect(first).to.deep.include({
      kind: 'prepared',
      day: '2026-11-18',
      network: 'linkedin',
      caption: 'I work at Acme. Our ferry is electric',
      guidelineVersion: 1,
      postRevision: revision,
      origin: 'digest',
      copyUsed: 0,
      evidence: null,
    });
    expect(first!.teamId!.toString()).to.equal(ports.id);
    expect(first!.locationId!.toString()).to.equal(kiel.id);
    expect(second!.locationId).to.equal(null);
    expect(second).to.deep.include({ kind: 'prepared', day: '2026-11-20', origin: 'direct', copyUsed: null });
    expect(second!.teamId!.toString()).to.equal(works.id);
    expect([first!.copyOffered, second!.copyOffered].sort()).to.deep.equal([0, 1]);
  });

  it('is stored once for a posting, with its evidence and on the day of its preparing', async () => {
    const confirmed = await buildShare({ services });
    const clicked = await buildShare({ services });
    services.setNow('2026-11-19T09:00:00Z');
    await confirmShare(services, { shareId: confirmed.id, actor: acting('advocate', confirmed.advocateId) });
    await confirmShare(services, { shareId: confirmed.id, actor: acting('advocate', confirmed.advocateId) });
    await buildClick({ slug: clicked.slug, at: new Date('2026-11-18T12:00:00Z') });
    await recordPostings(services);
    const posted = (await rows()).filter(({ kind }) => kind === 'posted');
    expect(posted.map(({ evidence, day }) => [evidence, day])).to.have.deep.members([
      ['confirmed', '2026-11-18'],
      ['click', '2026-11-18'],
    ]);
  });

  it('has the facts of the preparing before a posting, also when it was prepared again since', async () => {
    const share = await buildShare({ services, caption: 'The first words' });
    await confirmShare(services, { shareId: share.id, actor: acting('advocate', share.advocateId) });
    services.setNow('2026-11-21T09:00:00Z');
    const { postId, advocateId, network } = share;
    await buildShare({ services, postId, advocateId, network, caption: 'Other words' });
    const [prepared, posted, again] = await rows();
    expect([prepared!.kind, posted!.kind, again!.kind]).to.deep.equal(['prepared', 'posted', 'prepared']);
    expect(posted).to.deep.include({ caption: 'The first words', day: '2026-11-18' });
    expect(again).to.deep.include({ caption: 'Other words', day: '2026-11-21' });
  });

  it('keeps the level of its day when the post gets another one before the fact is stored, and afterwards', async () => {
    const post = await buildPost({ services, level: 'corporate' });
    const share = await buildShare({ services, postId: post.id });
    const place = (level: 'industry' | 'individual') =>
      movePost(services, { postId: post.id, action: 'adjust', actor: acting('editor'), set: { level } });
    await place('industry');
    expect((await rows()).map(({ level }) => level)).to.deep.equal(['corporate']);
    services.setNow('2026-11-19T09:00:00Z');
    await buildShare({ services, postId: post.id, advocateId: share.advocateId });
    await place('individual');
    await confirmShare(services, { shareId: share.id, actor: acting('advocate', share.advocateId) });
    expect((await rows()).map(({ kind, level }) => [kind, level])).to.deep.equal([
      ['prepared', 'corporate'],
      ['prepared', 'industry'],
      ['posted', 'industry'],
    ]);
  });

  it('has the assumed facts if an older release prepared what is posted now', async () => {
    const post = await buildPost({ services, level: 'corporate' });
    const share = await buildShare({ services, postId: post.id });
    await eventsPublished();
    await EventRecord.deleteMany({});
    await Share.collection.updateOne({ slug: share.slug }, { $set: { preparing: null } });
    await migration.run(mongoose.connection.db!);
    await movePost(services, {
      ...{ postId: post.id, action: 'adjust', actor: acting('editor') },
      set: { level: 'industry' },
    });
    await confirmShare(services, { shareId: share.id, actor: acting('advocate', share.advocateId) });
    const posted = (await rows()).find(({ kind }) => kind === 'posted');
    expect(posted).to.deep.include({ level: 'corporate', evidence: 'confirmed', isAssumed: true });
  });

  it('has the assumed facts if an older release recorded the posting that is revoked now', async () => {
    const share = await buildShare({ services });
    await buildClick({ slug: share.slug, at: new Date('2026-11-18T12:00:00Z') });
    await recordPostings(services);
    await eventsPublished();
    await EventRecord.deleteMany({});
    await Share.collection.updateOne({ slug: share.slug }, { $set: { preparing: null } });
    await migration.run(mongoose.connection.db!);
    await Click.updateMany({}, { $set: { counted: false } });
    await recordPostings(services);
    const found = (await rows()).map(({ kind, day, evidence }) => [kind, day, evidence]);
    expect(found).to.have.deep.members([
      ['prepared', '2026-11-18', null],
      ['posted', '2026-11-18', 'click'],
      ['not-posted', '2026-11-18', null],
    ]);
  });

  it('does not count a posting that was confirmed too late', async () => {
    const share = await buildShare({ services });
    services.setNow('2026-12-20T09:00:00Z');
    await confirmShare(services, { shareId: share.id, actor: acting('advocate', share.advocateId) });
    expect((await rows()).map(({ kind }) => kind)).to.deep.equal(['prepared']);
  });

  it('is in one’s own words when under half of them come from a suggested copy', () => {
    const copies = ['Our ferry is electric now', 'Come aboard the new line'];
    expect(copyUsedIn('Our ferry is electric!', copies)).to.equal(0);
    expect(copyUsedIn('Come aboard the NEW line', copies)).to.equal(1);
    expect(copyUsedIn('My colleagues built this, and I am proud', copies)).to.equal(null);
    expect(copyUsedIn('', copies)).to.equal(null);
  });
});
