import { expect } from 'chai';
import sinon from 'sinon';
import { createApp } from '../../src/app.js';
import { claimDueSubscriptions, ensureSubscriptions } from '../../src/notifications/index.js';
import { changeSubscription, unsubscribe } from '../../src/notifications/change-subscription.js';
import { Subscription } from '../../src/notifications/subscription.model.js';
import { acknowledgeChange, findChangedPeople } from '../../src/people/changed-people.js';
import { deactivatePerson, reactivatePerson } from '../../src/accounts/access-of-person.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { User } from '../../src/people/user.model.js';
import { signedIn } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import type { Services } from '../../src/services.js';
import { buildReader, storedSubscription } from './builders.js';

// Wednesday, 18 November 2026, 10:00 in Berlin.
const wednesday = '2026-11-18T09:00:00Z';

/** The due subscriptions that one call passes on. */
async function claim(services: Services, meanwhile: () => Promise<unknown> = () => Promise.resolve()) {
  const passed: { id: string; userId: string; week: string }[] = [];
  await claimDueSubscriptions(services, (due) => {
    passed.push(...due);
    return meanwhile();
  });
  return passed;
}

describe('Subscriptions', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  let services: ReturnType<typeof createTestServices>;
  beforeEach(() => {
    services = createTestServices();
    services.setNow(wednesday);
  });

  it('give each active person one weekly digest, on Tuesday at nine where they are', async () => {
    const berlin = await buildUser();
    const auckland = await buildUser({ timeZone: 'Pacific/Auckland' });
    const gone = await buildUser();
    await User.updateOne({ _id: gone.id }, { status: 'deactivated' });
    expect(await ensureSubscriptions(services)).to.equal(2);
    expect((await storedSubscription(berlin.id)).nextDigestAt).to.eql(new Date('2026-11-24T08:00:00Z'));
    expect((await storedSubscription(auckland.id)).nextDigestAt).to.eql(new Date('2026-11-23T20:00:00Z'));
    expect(await Subscription.countDocuments()).to.equal(2);
  });

  it('are made once, however often and by however many at a time', async () => {
    for (let people = 0; people < 3; people += 1) await buildUser();
    await Promise.all([ensureSubscriptions(services), ensureSubscriptions(services)]);
    expect(await ensureSubscriptions(services)).to.equal(0);
    expect(await Subscription.countDocuments()).to.equal(3);
  });

  it('are looked after for those people alone who changed, whose account says when', async () => {
    const agent = await signedIn(createApp(services), { roles: ['admin'] });
    const others = [await buildUser(), await buildUser()];
    await ensureSubscriptions(services);
    expect(await findChangedPeople(10)).to.deep.equal([]);
    expect((await User.findById(others[0]!.id).lean())!.isChanged).to.equal(undefined);
    await agent.visit('/account');
    await agent.submit({ timeZone: 'Asia/Tokyo' }, '/account');
    expect((await findChangedPeople(10)).map(({ id }) => id)).to.deep.equal([agent.user.id]);
    await ensureSubscriptions(services);
    expect((await storedSubscription(agent.user.id)).timeZone).to.equal('Asia/Tokyo');
    await deactivatePerson(services, { userId: others[1]!.id, actor: agent.user });
    await reactivatePerson(services, { userId: others[1]!.id, actor: agent.user });
    expect((await findChangedPeople(10)).map(({ id }) => id)).to.deep.equal([others[1]!.id]);
  });

  it('do not lose a change that comes while the one before is followed', async () => {
    const { id } = await buildUser();
    const [before] = await findChangedPeople(1);
    await User.updateOne({ _id: id }, { timeZone: 'Asia/Tokyo', isChanged: true });
    await acknowledgeChange(before!);
    expect(await findChangedPeople(1)).to.have.length(1);
  });

  it('have a token each that nobody can guess', async () => {
    const readers = [await buildReader(services), await buildReader(services)];
    for (const { token } of readers) expect(token).to.match(/^[\w-]{43}$/);
    expect(readers[0]!.token).not.to.equal(readers[1]!.token);
  });

  it('are claimed when they are due and move to the next week', async () => {
    const { user, subscriptionId } = await buildReader(services);
    expect(await claim(services)).to.deep.equal([]);
    services.setNow('2026-11-24T08:00:00Z');
    expect(await claim(services)).to.deep.equal([{ id: subscriptionId, userId: user.id, week: '2026-W48' }]);
    expect(await claim(services)).to.deep.equal([]);
    expect((await storedSubscription(user.id)).nextDigestAt).to.eql(new Date('2026-12-01T08:00:00Z'));
  });

  it('move one week, however many claim them at once', async () => {
    const { user } = await buildReader(services);
    services.setNow('2026-11-24T08:00:00Z');
    await Promise.all(Array.from({ length: 8 }, () => claim(services)));
    expect((await storedSubscription(user.id)).nextDigestAt).to.eql(new Date('2026-12-01T08:00:00Z'));
  });

  it('are claimed some at a time, all of them in the end', async () => {
    for (let readers = 0; readers < 60; readers += 1) await buildReader(services);
    services.setNow('2026-11-24T08:00:00Z');
    const claimed = [await claim(services), await claim(services), await claim(services)];
    expect(claimed.map(({ length }) => length)).to.deep.equal([50, 10, 0]);
    expect(new Set(claimed.flat().map(({ id }) => id)).size).to.equal(60);
  });

  it('come on the day that their reader chooses while they are claimed', async () => {
    const { user } = await buildReader(services);
    services.setNow('2026-11-24T08:00:00Z');
    const person = (await findActivePerson(user.id))!;
    await claim(services, () =>
      changeSubscription(services, { actor: person, active: true, weekday: 5, hour: 15 }),
    );
    const { weekday, nextDigestAt } = await storedSubscription(user.id);
    expect({ weekday, nextDigestAt }).to.deep.equal({
      weekday: 5,
      nextDigestAt: new Date('2026-11-27T14:00:00Z'),
    });
  });

  it('are not moved when their reader unsubscribes meanwhile', async () => {
    const { token, user } = await buildReader(services);
    services.setNow('2026-11-24T08:00:00Z');
    await claim(services, () => unsubscribe(services, { token }));
    expect((await storedSubscription(user.id)).nextDigestAt).to.eql(new Date('2026-11-24T08:00:00Z'));
    expect(await claim(services)).to.deep.equal([]);
  });

  it('stay due when what was to be recorded of them could not be', async () => {
    await buildReader(services);
    services.setNow('2026-11-24T08:00:00Z');
    const crash = claim(services, () => Promise.reject(new Error('power cut')));
    await crash.catch((error: Error) => expect(error.message).to.equal('power cut'));
    expect(await claim(services)).to.have.length(1);
  });

  it('that were missed for weeks are claimed once, and come at their time again', async () => {
    const { user } = await buildReader(services);
    services.setNow('2026-12-10T12:00:00Z');
    expect(await claim(services)).to.have.length(1);
    expect(await claim(services)).to.deep.equal([]);
    expect((await storedSubscription(user.id)).nextDigestAt).to.eql(new Date('2026-12-15T08:00:00Z'));
  });

  it('follow their reader to another time zone', async () => {
    const { user } = await buildReader(services);
    await User.updateOne({ _id: user.id }, { timeZone: 'America/Los_Angeles', isChanged: true });
    await ensureSubscriptions(services);
    expect((await storedSubscription(user.id)).nextDigestAt).to.eql(new Date('2026-11-24T17:00:00Z'));
  });

  it('come at the hour that their reader chooses while they follow to another time zone', async () => {
    const { user } = await buildReader(services);
    await User.updateOne({ _id: user.id }, { timeZone: 'Asia/Tokyo', isChanged: true });
    const person = (await findActivePerson(user.id))!;
    const updateOne = Subscription.updateOne.bind(Subscription);
    const following = sinon.stub(Subscription, 'updateOne');
    following.callsFake(((...given: Parameters<typeof updateOne>) => {
      following.restore();
      // Five in Tokyo is nine in Berlin.
      return changeSubscription(services, { actor: person, active: true, weekday: 2, hour: 17 }).then(() =>
        updateOne(...given),
      );
    }) as never);
    await ensureSubscriptions(services);
    const { hour, nextDigestAt } = await storedSubscription(user.id);
    expect({ hour, nextDigestAt }).to.deep.equal({
      hour: 17,
      nextDigestAt: new Date('2026-11-24T08:00:00Z'),
    });
  });

  it('that are due are reckoned from the zone that the reader is in now', async () => {
    const { user } = await buildReader(services);
    services.setNow('2026-11-24T08:00:00Z');
    await User.updateOne({ _id: user.id }, { timeZone: 'America/Los_Angeles', isChanged: true });
    await ensureSubscriptions(services);
    await claim(services);
    expect((await storedSubscription(user.id)).timeZone).to.equal('America/Los_Angeles');
    // Not on the same Tuesday again: this week had its digest.
    expect((await storedSubscription(user.id)).nextDigestAt).to.eql(new Date('2026-12-01T17:00:00Z'));
  });

  it('of people who unsubscribed or were deactivated are passed over', async () => {
    await buildReader(services, { status: 'unsubscribed' });
    const { user } = await buildReader(services);
    await User.updateOne({ _id: user.id }, { status: 'deactivated' });
    services.setNow('2026-11-24T08:00:00Z');
    expect(await claim(services)).to.deep.equal([]);
  });

  it('of a person who comes back go on, without what was missed', async () => {
    const { user } = await buildReader(services);
    await User.updateOne({ _id: user.id }, { status: 'deactivated' });
    services.setNow('2026-11-24T08:00:00Z');
    await claim(services);
    await User.updateOne({ _id: user.id }, { status: 'active', isChanged: true });
    expect(await claim(services)).to.deep.equal([]);
    services.setNow('2026-12-01T08:00:00Z');
    expect(await claim(services)).to.have.length(1);
  });
});
