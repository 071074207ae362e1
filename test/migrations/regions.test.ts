import { expect } from 'chai';
import mongoose from 'mongoose';
import { migration } from '../../src/migrations/042-regions.js';
import { getOrganization } from '../../src/organization/index.js';
import { Organization } from '../../src/organization/organization.model.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';

describe('An organization without a region, once migrated', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  const stored = async () => (await Organization.findOne().lean())?.region;

  it('has that of its time zone, else of its language', async () => {
    await buildOrganization();
    for (const [timeZone, language, region] of [
      ['Europe/Berlin', 'en', 'DE'],
      ['Europe/London', 'en', 'GB'],
      ['UTC', 'fr', 'FR'],
      ['Nowhere/At-All', 'en', 'US'],
    ]) {
      await Organization.collection.updateOne({}, { $set: { timeZone, language }, $unset: { region: 1 } });
      expect((await getOrganization())?.region, timeZone).to.equal(region);
      await migration.run(mongoose.connection.db!);
      expect(await stored(), timeZone).to.equal(region);
    }
  });

  it('keeps the one that was chosen', async () => {
    await buildOrganization();
    await Organization.updateOne({}, { region: 'SE' });
    await migration.run(mongoose.connection.db!);
    expect(await stored()).to.equal('SE');
  });

  it('is not made where there is none', async () => {
    await migration.run(mongoose.connection.db!);
    expect(await Organization.countDocuments()).to.equal(0);
  });
});
