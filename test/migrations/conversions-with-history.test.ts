import { expect } from 'chai';
import { migration } from '../../src/migrations/080-conversions-with-history.js';
import { openOwnDatabase } from './own-database.js';

describe('Migration 80: conversions with a history', () => {
  let own: Awaited<ReturnType<typeof openOwnDatabase>>;
  beforeEach(async () => (own = await openOwnDatabase()));
  afterEach(() => own.close());

  it('numbers conversions, settings and the secret, leaves numbered ones alone, and may run again', async () => {
    await own.db.collection('conversions').insertMany([{ kind: 'lead' }, { kind: 'sale', revision: 3 }]);
    await own.db.collection<{ _id: string }>('conversionsettings').insertOne({ _id: 'conversions' });
    await own.db.collection<{ _id: string }>('conversionwebhooksecrets').insertOne({ _id: 'conversions' });
    for (const time of ['first', 'again']) {
      await migration.run(own.db);
      const revisionsIn = (name: string) => own.db.collection(name).distinct('revision');
      expect(await revisionsIn('conversions'), time).to.deep.equal([1, 3]);
      expect(await revisionsIn('conversionsettings')).to.deep.equal([1]);
      expect(await revisionsIn('conversionwebhooksecrets')).to.deep.equal([1]);
    }
  });
});
