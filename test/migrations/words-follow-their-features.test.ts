import { expect } from 'chai';
import { migration } from '../../src/migrations/040-words-follow-their-features.js';
import { isWord } from '../../src/platform/text/words.js';
import { openOwnDatabase } from './own-database.js';

describe('Migration 40: words follow their features', () => {
  let own: Awaited<ReturnType<typeof openOwnDatabase>>;
  beforeEach(async () => (own = await openOwnDatabase()));
  afterEach(() => own.close());

  it('renames the words that documents hold, may run again, and leaves the others', async () => {
    const { db } = own;
    await db
      .collection('conversionrefusals')
      .insertOne({ day: '2026-11-20', problem: 'tracking.because-unknown-click' });
    await db
      .collection('wrongrows')
      .insertOne({ problem: { key: 'tracking.conversion-too-old', values: { days: 90 } } });
    await db.collection('accountmails').insertOne({ word: 'users.notice-password-changed' });
    const others = { word: 'conversions.notice-key-made', at: new Date('2026-11-20T10:00:00Z') };
    await db.collection('users').insertOne({
      pendingNotices: [others, { ...others, word: 'users.notice-address-changed' }],
    });
    for (const time of ['first', 'again']) {
      await migration.run(db);
      const [refusal, row, mail, user] = await Promise.all(
        ['conversionrefusals', 'wrongrows', 'accountmails', 'users'].map((name) =>
          db.collection(name).findOne({}, { projection: { _id: 0 } }),
        ),
      );
      expect(refusal!.problem, time).to.equal('conversions.because-unknown-click');
      expect(row!.problem).to.deep.equal({ key: 'conversions.conversion-too-old', values: { days: 90 } });
      expect(mail!.word).to.equal('sign-in.notice-password-changed');
      expect(user!.pendingNotices).to.deep.equal([
        others,
        { ...others, word: 'accounts.notice-address-changed' },
      ]);
      for (const word of [refusal!.problem, (row!.problem as { key: string }).key])
        expect(isWord(word as string), word as string).to.equal(true);
      for (const word of [mail!.word, 'accounts.notice-address-changed'])
        expect(isWord(`${word as string}-subject`), word as string).to.equal(true);
    }
  });
});
