import { expect } from 'chai';
import { ObjectId } from 'mongodb';
import { migration } from '../../src/migrations/071-deliveries.js';
import { systemClock } from '../../src/platform/clock.js';
import { openOwnDatabase } from './own-database.js';

describe('Migration 71: deliveries', () => {
  let own: Awaited<ReturnType<typeof openOwnDatabase>>;
  beforeEach(async () => (own = await openOwnDatabase()));
  afterEach(() => own.close());

  const now = systemClock.now();
  const ago = (days: number) => new Date(now.getTime() - days * 24 * 60 * 60_000);
  const [subscriptionId, userId, inviterId] = [new ObjectId(), new ObjectId(), new ObjectId()];
  const digest = (week: string, values: object) => ({
    ...{ subscriptionId, userId, week, dueAt: ago(3), nextTryAt: ago(2), tries: 1 },
    ...values,
  });

  async function prepare() {
    const digests = own.db.collection('digestdeliveries');
    await digests.createIndex({ subscriptionId: 1, week: 1 }, { unique: true });
    await digests.insertMany([
      ...Array.from({ length: 600 }, (_, n) =>
        digest('2026-W01', {
          ...{ _id: new ObjectId(), subscriptionId: new ObjectId() },
          ...{ status: n % 2 ? 'withdrawn' : 'nothing-to-say' },
        }),
      ),
      digest('2026-W41', { status: 'failed', reason: '550 nobody', submittingAt: ago(60) }),
      digest('2026-W42', { status: 'submitted', submittingAt: ago(40) }),
      digest('2026-W43', { status: 'failed', reason: '550 nobody', submittingAt: ago(20) }),
      digest('2026-W44', { status: 'failed', reason: 'outcome unknown: gone', submittingAt: ago(9) }),
      digest('2026-W45', { status: 'submitting', submittingAt: now }),
      digest('2026-W46', { status: 'claimed', reason: '451 busy', tries: 2 }),
      digest('2026-W47', { status: 'claimed', tries: 0 }),
    ]);
    await own.db.collection('accountmails').insertMany([
      { kind: 'password-reset', email: 'ana@example.com', at: ago(0), dueAt: now, tries: 2 },
      { kind: 'notice', personId: userId, word: 'a.b', values: { by: 'Bo' }, at: ago(1), dueAt: now },
      { kind: 'notice', personId: userId, email: 'old@example.com', word: 'a.c', at: ago(1), dueAt: now },
    ]);
    await own.db.collection('users').createIndex({ inviteAt: 1 }, { sparse: true });
    await own.db.collection('users').insertMany([
      { _id: userId, inviteAt: now, inviteTries: 3, invitedById: inviterId },
      { name: 'Came', inviteTries: 1 },
    ]);
    await own.db.collection('singleuselinks').createIndex({ hash: 1 }, { unique: true });
  }

  it('makes a delivery of all that waits or was sent, and may be interrupted and run again', async () => {
    await prepare();
    const digests = own.db.collection('digestdeliveries');
    const copied = own.db.collection('deliveries');
    const before = await digests.find().toArray();
    for (const time of ['first', 'again']) {
      await migration.run(own.db);
      const rows = await copied.find({ kind: 'digest', recipient: userId.toString() }).toArray();
      const ofReader = rows.filter(({ reason }) => String(reason).includes(subscriptionId.toString()));
      const states = ofReader.map(({ reason, state, problem, tries }) => [
        String(reason).slice(-3),
        ...[state as string, (problem as string) ?? '', tries as number],
      ]);
      expect(states.sort(), time).to.deep.equal([
        ['W42', 'sent', '', 1],
        ['W43', 'failed', 'refused', 1],
        ['W44', 'unconfirmed', 'no-answer', 1],
        ['W45', 'sending', '', 1],
        ['W46', 'waiting', 'not-now', 2],
        ['W47', 'waiting', '', 0],
      ]);
      const last = ofReader.find(({ state }) => state === 'sent')!;
      expect(last.handedOverAt, 'the next digest begins here').to.deep.equal(ago(40));
      expect((last.purgeAt as Date).getTime()).to.be.greaterThan(now.getTime());
      expect(await copied.countDocuments({ kind: 'digest', state: 'withdrawn' })).to.equal(300);
      // As after a run that was interrupted before it dropped them.
      await digests.insertMany(before);

      const reset = await copied.findOne({ kind: 'password-reset' });
      expect(reset).to.deep.include({ recipient: 'ana@example.com', state: 'waiting', tries: 2 });
      const notices = await copied.find({ kind: 'account-notice' }).sort({ recipient: 1 }).toArray();
      expect(notices.map(({ recipient }) => recipient as string)).to.have.members([
        userId.toString(),
        'old@example.com',
      ]);
      const [invitation, ...more] = await copied.find({ kind: 'invitation' }).toArray();
      expect(more).to.deep.equal([]);
      expect(invitation).to.deep.include({
        ...{ reason: `invitation/${userId.toString()}/0`, recipient: userId.toString(), tries: 3 },
        data: { generation: 0, inviterId: inviterId.toString() },
      });
    }
  });

  it('leaves nothing of what it replaces', async () => {
    await prepare();
    await migration.run(own.db);
    const names = (await own.db.listCollections().toArray()).map(({ name }) => name);
    expect(names).to.not.include.members(['digestdeliveries', 'accountmails']);
    const users = own.db.collection('users');
    expect(await users.countDocuments({ inviteTries: { $exists: true } })).to.equal(0);
    expect(await users.countDocuments({ inviteAt: { $exists: true } })).to.equal(0);
    const indexes = [...(await users.indexes()), ...(await own.db.collection('singleuselinks').indexes())];
    expect(indexes.map(({ name }) => name)).to.deep.equal(['_id_', '_id_']);
  });

  it('does nothing where there is nothing', async () => {
    await migration.run(own.db);
    expect(await own.db.collection('deliveries').countDocuments()).to.equal(0);
  });
});
