import { expect } from 'chai';
import { ObjectId } from 'mongodb';
import { migration as changedPeople } from '../../src/migrations/025-changed-people.js';
import { migration as postedShares } from '../../src/migrations/007-posted-shares.js';
import { openOwnDatabase, type OwnDatabase } from './own-database.js';

const at = new Date('2026-10-01T09:00:00Z');
const after = (seconds: number) => new Date(at.getTime() + seconds * 1000);
const days = 24 * 3600;

describe('Data from before posted shares were told from prepared ones', () => {
  let own: OwnDatabase;
  beforeEach(async () => {
    own = await openOwnDatabase();
  });
  afterEach(() => own.close());

  async function share(traits: {
    confirmedAt?: Date;
    click?: Date;
    isCounted?: boolean;
    clickedDay?: string;
  }) {
    const [_id, link] = [new ObjectId(), new ObjectId()];
    const { confirmedAt, click, isCounted = true, clickedDay } = traits;
    const status = confirmedAt ? 'confirmed' : 'opened';
    await own.db
      .collection('shares')
      .insertOne({ _id, at, day: '2026-10-01', status, ...(confirmedAt && { confirmedAt }) });
    await own.db.collection('trackedlinks').insertOne({ _id: link, shareId: _id.toString() });
    if (click)
      await own.db.collection('clicks').insertOne({
        trackedLinkId: link,
        at: click,
        day: click.toISOString().slice(0, 10),
        counted: isCounted,
      });
    if (clickedDay)
      await own.db
        .collection('dailystatistics')
        .insertOne({ shareId: _id.toString(), day: clickedDay, clicks: 1 });
    return _id;
  }

  it('says of each share whether it was posted, by the same evidence, also where clicks are deleted', async () => {
    const expected = new Map([
      [await share({}), false],
      [await share({ confirmedAt: after(14 * days) }), true],
      [await share({ confirmedAt: after(14 * days + 1) }), false],
      [await share({ click: after(60) }), false],
      [await share({ click: after(61) }), true],
      [await share({ click: after(61), isCounted: false }), false],
      [await share({ click: after(15 * days) }), false],
      [await share({ clickedDay: '2026-10-01' }), false],
      [await share({ clickedDay: '2026-10-15' }), true],
      [await share({ clickedDay: '2026-10-16' }), false],
    ]);
    await postedShares.run(own.db);
    await postedShares.run(own.db);
    for (const [_id, posted] of expected)
      expect((await own.db.collection('shares').findOne({ _id }))!.posted).to.equal(posted);
  });

  it('has everybody looked at once more by what follows a person', async () => {
    await own.db.collection('users').insertOne({ name: 'Ana' });
    await changedPeople.run(own.db);
    expect((await own.db.collection('users').findOne({}))!.isChanged).to.equal(true);
  });
});
