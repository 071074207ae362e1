import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { createAgent } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('The styleguide', () => {
  before(useDatabase);
  before(emptyDatabase);

  it('is a page with NODE_ENV test', async () => {
    const agent = createAgent(createApp(createTestServices()));
    expect((await agent.visit('/styleguide')).status).to.equal(200);
    expect(agent.page('main section').length).to.be.greaterThan(8);
  });

  for (const NODE_ENV of ['production', undefined] as const)
    it(`is no page with NODE_ENV ${NODE_ENV ?? 'unset'}`, async () => {
      const services = createTestServices({ envOverrides: { NODE_ENV } });
      expect((await createAgent(createApp(services)).visit('/styleguide')).status).to.equal(404);
    });
});
