import { expect } from 'chai';
import mongoose from 'mongoose';
import { createApp } from '../../src/app.js';
import { Acknowledgement } from '../../src/guidelines/guideline.model.js';
import { publishGuideline } from '../../src/guidelines/publish-guideline.js';
import { acting } from '../support/actors.js';
import { signedIn } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('Who acknowledged a guideline', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  it('is listed a hundred names a page, however many they are', async () => {
    const services = createTestServices();
    const agent = await signedIn(createApp(services), { roles: ['editor'] });
    const text = { title: 'How we share', markdown: 'In our own words.', disclosure: 'I work there.' };
    await publishGuideline(services, {
      ...{ ...text, disclosureLanguage: 'en', disclosures: [] },
      ...{ actor: acting('editor', agent.user.id), seen: { version: 0, revision: 0 } },
    });
    await Acknowledgement.collection.insertMany(
      Array.from({ length: 1_150 }, (_, n) => ({
        userId: new mongoose.Types.ObjectId(),
        version: 1,
        at: new Date(services.clock.now().getTime() + n),
      })),
    );
    const rows = () => agent.page('details tbody tr').length;
    await agent.visit('/studio/guidelines/1');
    expect(rows()).to.equal(100);
    expect(agent.page('summary').text()).to.match(/1.000\+ people/);
    await agent.visit(agent.page('a[rel=next]').attr('href')!);
    expect(agent.page('details.folded').is('[open]')).to.equal(true);
    await agent.visit('/studio/guidelines/1?page=12');
    expect(rows()).to.equal(50);
    expect(agent.page('a[rel=next]')).to.have.length(0);
    await agent.visit('/studio/guidelines');
    expect(agent.page('td.num').text()).to.match(/^1.150$/);
  });
});
