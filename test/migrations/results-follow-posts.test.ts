import { expect } from 'chai';
import mongoose, { Types } from 'mongoose';
import { migration as participations } from '../../src/migrations/085-participations-of-earlier-shares.js';
import { migration as placements } from '../../src/migrations/086-results-follow-their-posts.js';
import { reconcilePlacements } from '../../src/sharing/place-results.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

const db = () => mongoose.connection.db!;
const twice = async (migration: typeof participations) => {
  await migration.run(db());
  await migration.run(db());
};

describe('What was shared before results followed their posts, once migrated', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  it('belongs where its post is now, and stays where it was if the post is gone', async () => {
    const [postId, gone, topicId] = [new Types.ObjectId(), new Types.ObjectId(), new Types.ObjectId()];
    const placed = { topicId, level: 'industry' };
    await db()
      .collection('posts')
      .insertOne({ _id: postId, revision: 7, ...placed });
    const then = { topicId: null, level: 'corporate' };
    await db()
      .collection('shares')
      .insertMany([
        { slug: 'a', postId, advocateId: 1, network: 'x', ...then },
        { slug: 'b', postId: gone, advocateId: 2, network: 'x', ...then },
      ]);
    for (const name of ['trackedlinks', 'dailystatistics'])
      await db()
        .collection(name)
        .insertMany(
          [postId, gone].map((id, n) => ({
            ...{ slug: `s${n}`, shareId: `s${n}`, trackedLinkId: n, day: '2026-11-18' },
            labels: { postId: id.toString(), network: 'x', ...then },
          })),
        );
    await twice(placements);
    const of = (name: string, by: string) =>
      db()
        .collection(name)
        .find()
        .sort({ [by]: 1 })
        .toArray();
    expect((await of('posts', '_id'))[0]).to.include({ placedRevision: 7 });
    const [share, lost] = await of('shares', 'slug');
    expect(share).to.deep.include({ ...placed, placedRevision: 7 });
    expect(lost).to.deep.include({ ...then, placedRevision: 0 });
    const [row, lostRow] = await of('dailystatistics', 'shareId');
    expect(row!.labels).to.deep.equal({
      postId: postId.toString(),
      network: 'x',
      topicId: topicId.toString(),
      level: 'industry',
    });
    expect(row).to.include({ placedRevision: 7 });
    expect(lostRow!.labels).to.deep.include(then);
    for (const link of await of('trackedlinks', 'slug'))
      expect(Object.keys(link.labels as object)).to.deep.equal(['postId', 'network']);
    // The daily job finds nothing to correct.
    expect(await reconcilePlacements(createTestServices())).to.equal(0);
  });
});

describe('The participations of earlier shares', () => {
  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    await buildOrganization();
  });

  const advocateId = new Types.ObjectId();
  const at = new Date('2026-06-01T09:00:00Z');
  const later = new Date('2026-06-03T22:30:00Z');

  async function earlierShare(fields: object) {
    const share = {
      _id: new Types.ObjectId(),
      ...{ advocateId, postId: new Types.ObjectId(), network: 'x', level: 'corporate', teamId: null },
      ...{ caption: 'My words', status: 'opened', posted: false, timesOpened: 1, day: '2026-06-01' },
      ...{ at, lastOpenedAt: at, slug: 'a', trackedUrl: 'https://example.com/l/a', revision: 1 },
      ...fields,
    };
    await db().collection('shares').insertOne(share);
    return share._id;
  }
  interface Row {
    _id: string;
    kind: string;
    at: Date;
    day: string;
    caption: string;
    evidence: string | null;
  }
  const rows = () => db().collection<Row>('participations').find().sort({ _id: 1 }).toArray();

  it('say what is known, and nothing of what nobody stored', async () => {
    await db()
      .collection('acknowledgements')
      .insertMany([
        { userId: advocateId, version: 1, at: new Date('2026-05-01') },
        { userId: advocateId, version: 2, at: new Date('2026-06-02') },
      ]);
    const id = await earlierShare({ status: 'confirmed', confirmedAt: later, posted: true });
    await twice(participations);
    const [posted, prepared] = await rows();
    expect(prepared).to.deep.include({
      ...{
        _id: `assumed/${id.toString()}/prepared`,
        kind: 'prepared',
        shareId: id,
      },
      ...{ personId: advocateId, at, day: '2026-06-01', caption: 'My words', guidelineVersion: 1 },
      ...{ origin: null, copyOffered: null, copyUsed: null, postRevision: null, isAssumed: true },
    });
    expect(posted).to.deep.include({ kind: 'posted', at: later, day: '2026-06-01', evidence: 'confirmed' });
  });

  it('are the first and the last of several preparings, and only the last has words', async () => {
    await earlierShare({ timesOpened: 4, lastOpenedAt: later, posted: true });
    await twice(participations);
    const found = await rows();
    expect(found.map(({ kind, at, day, caption }) => ({ kind, at, day, caption }))).to.have.deep.members([
      { kind: 'prepared', at, day: '2026-06-01', caption: '' },
      { kind: 'posted', at, day: '2026-06-01', caption: '' },
      // After midnight in Berlin.
      { kind: 'prepared', at: later, day: '2026-06-04', caption: 'My words' },
    ]);
    expect(found.find(({ kind }) => kind === 'posted')!.evidence).to.equal('click');
  });

  it('leave out what is stored as a fact already, or waits in an event', async () => {
    const known = await earlierShare({ preparing: { at: later }, lastOpenedAt: later, timesOpened: 2 });
    await db()
      .collection<{ _id: string }>('participations')
      .insertOne({
        _id: 'share/1/00000001',
        kind: 'prepared',
        shareId: known,
        personId: advocateId,
        at,
      } as never);
    await earlierShare({ slug: 'b', network: 'linkedin', preparing: { at } });
    await twice(participations);
    expect(await rows()).to.have.length(1);
  });

  it('have one preparing if the later ones are facts', async () => {
    await earlierShare({ preparing: { at: later }, lastOpenedAt: later, timesOpened: 2 });
    await twice(participations);
    expect((await rows()).map(({ kind, caption }) => [kind, caption])).to.deep.equal([['prepared', '']]);
  });
});
