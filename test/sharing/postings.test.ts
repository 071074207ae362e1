import { expect } from 'chai';
import fc from 'fast-check';
import { countShares } from '../../src/sharing/index.js';
import { openShare } from '../../src/sharing/open-share.js';
import { recordPostings } from '../../src/sharing/record-postings.js';
import { confirmShare } from '../../src/sharing/confirm-share.js';
import { Share } from '../../src/sharing/share.model.js';
import { Click } from '../../src/clicks/click.model.js';
import { buildClick } from '../clicks/builders.js';
import { acting } from '../support/actors.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices, type TestServices } from '../support/services.js';
import { buildShare } from './builders.js';

const preparedAt = '2026-11-18T09:00:00Z';
const after = (seconds: number) => new Date(Date.parse(preparedAt) + seconds * 1000);
const days = 24 * 3600;

describe('A prepared share', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  let services: TestServices;
  beforeEach(() => {
    services = createTestServices();
    services.setNow(preparedAt);
  });
  const counted = async () => {
    const question = { from: '2026-11-18', to: '2026-11-18', by: 'all' } as const;
    const [{ posted, prepared, advocates } = { posted: 0, prepared: 0, advocates: 0 }] =
      await countShares(question);
    return { posted, prepared, advocates };
  };

  it('is not counted as posted while nothing shows that it was', async () => {
    await buildShare({ services });
    await recordPostings(services);
    expect(await counted()).to.deep.equal({ posted: 0, prepared: 1, advocates: 0 });
  });

  it('is posted once the advocate says so within 14 days, on the day of preparing', async () => {
    const [early, late] = [await buildShare({ services }), await buildShare({ services })];
    services.setNow(after(14 * days));
    await confirmShare(services, { shareId: early.id, actor: acting('advocate', early.advocateId) });
    services.setNow(after(14 * days + 1));
    await confirmShare(services, { shareId: late.id, actor: acting('advocate', late.advocateId) });
    await recordPostings(services);
    expect(await counted()).to.deep.equal({ posted: 1, prepared: 2, advocates: 1 });
    expect(await Share.countDocuments({ status: 'confirmed' })).to.equal(2);
  });

  it('is posted exactly when a counted click comes more than a minute and at most 14 days after preparing', async () => {
    const seconds = fc.oneof(
      fc.integer({ min: 0, max: 15 * days }),
      fc.constantFrom(0, 59, 60, 61, 14 * days, 14 * days + 1),
    );
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(seconds, { maxLength: 4 }), async (moments) => {
        await emptyDatabase();
        services.setNow(preparedAt);
        const { slug } = await buildShare({ services });
        for (const moment of moments) await buildClick({ slug, at: after(moment) });
        services.setNow(after(15 * days));
        await recordPostings(services);
        const isEvidence = moments.some((moment) => moment > 60 && moment <= 14 * days);
        expect((await counted()).posted).to.equal(Number(isEvidence));
      }),
      { numRuns: 12 },
    );
  });

  it('is not proved by the advocate’s own click, a robot, or a click that no longer counts', async () => {
    const { slug, advocateId } = await buildShare({ services });
    await buildClick({ slug, at: after(3600), headers: { 'user-agent': 'Twitterbot/1.0' } });
    await recordPostings(services);
    expect((await counted()).posted).to.equal(0);
    await buildClick({ slug, at: after(7200) });
    await recordPostings(services);
    expect(await counted()).to.deep.equal({ posted: 1, prepared: 1, advocates: 1 });
    await Click.updateMany({}, { counted: false, excludedBecause: 'burst' });
    await recordPostings(services);
    expect((await counted()).posted, advocateId).to.equal(0);
  });

  it('stays posted and prepared once when it is prepared again', async () => {
    const { id, advocateId, postId } = await buildShare({ services });
    await confirmShare(services, { shareId: id, actor: acting('advocate', advocateId) });
    services.setNow(after(3 * days));
    const actor = { ...acting('advocate', advocateId), locationId: null };
    await openShare(services, { actor, postId, network: 'linkedin', caption: 'Again' });
    await recordPostings(services);
    expect(await counted()).to.deep.equal({ posted: 1, prepared: 1, advocates: 1 });
  });
});
