import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { createAgent } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('The styleguide', () => {
  before(useDatabase);
  before(emptyDatabase);

  it('shows every badge, state and topic colour of the stylesheet', async () => {
    const agent = createAgent(createApp(createTestServices()));
    expect((await agent.visit('/styleguide')).status).to.equal(200);
    const css = readFileSync('public/css/groundswell.css', 'utf8');
    const named = new Set(
      [...css.matchAll(/^\.((?:badge|topic|state|notice|button)-[a-z]+)\b/gm)].map(([, name]) => name!),
    );
    named.delete('state-page');
    named.delete('state-row');
    expect(named.size).to.be.greaterThan(20);
    for (const name of named) expect(agent.page(`main .${name}`).length, name).to.be.greaterThan(0);
  });

  for (const NODE_ENV of ['production', undefined] as const)
    it(`is no page with NODE_ENV ${NODE_ENV ?? 'unset'}`, async () => {
      const services = createTestServices({ envOverrides: { NODE_ENV } });
      expect((await createAgent(createApp(services)).visit('/styleguide')).status).to.equal(404);
    });
});
