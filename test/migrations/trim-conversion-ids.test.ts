import { expect } from 'chai';
import mongoose from 'mongoose';
import { migration } from '../../src/migrations/031-trim-conversion-ids.js';
import { Conversion } from '../../src/conversions/conversion.model.js';
import { recordConversion } from '../../src/conversions/record-conversion.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('Earlier ids of conversions, once migrated', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  beforeEach(buildOrganization);

  it('have no blanks around them, unless another conversion has that id already; sent again they are known', async () => {
    const services = createTestServices();
    const sale = { kind: 'sale', via: 'server' } as const;
    for (const externalId of ['1', '2', '3', '4'])
      await recordConversion(services, { ...sale, externalId, ...(externalId === '4' && { kind: 'lead' }) });
    const earlier = { 1: ' 1', 2: '2\n', 3: '2 ' };
    for (const [externalId, stored] of Object.entries(earlier))
      await Conversion.updateOne({ externalId }, { externalId: stored });
    const ids = async () => (await Conversion.find().sort({ _id: 1 }).lean()).map((one) => one.externalId);
    for (let again = 0; again < 2; again += 1) {
      await migration.run(mongoose.connection.db!);
      expect(await ids()).to.deep.equal(['1', '2', '2 ', '4']);
    }
    for (const externalId of [' 1', '2 '])
      expect(await recordConversion(services, { ...sale, externalId })).to.deep.equal({
        outcome: 'already-known',
      });
  });
});
