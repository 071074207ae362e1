import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { User } from '../../src/people/user.model.js';
import { signedIn } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { storedSubscription } from './builders.js';

describe('Digest settings', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  const open = async (traits: Parameters<typeof signedIn>[1] = {}) => {
    const services = createTestServices();
    const agent = await signedIn(createApp(services), traits);
    await agent.visit('/account/digest');
    const save = (fields: Record<string, string>) => agent.submit(fields, '/account/digest');
    return { agent, save };
  };

  it('say when the next digest comes, on the reader’s clock', async () => {
    const { agent } = await open({ timeZone: 'Pacific/Auckland' });
    expect(agent.page('main').text()).to.contain('Tuesday, 24 November at 9:00');
    expect(agent.page('main').text()).to.contain('Pacific/Auckland');
  });

  it('change the day and the hour', async () => {
    const { agent, save } = await open();
    const saved = await save({ weekday: '5', hour: '16' });
    expect(saved.status).to.equal(303);
    expect(saved.headers.location).to.equal('/account/digest');
    expect(await storedSubscription(agent.user.id)).to.deep.include({
      status: 'active',
      weekday: 5,
      hour: 16,
      nextDigestAt: new Date('2026-11-20T15:00:00Z'),
    });
    await agent.visit('/account/digest');
    expect(agent.page('#weekday option[selected]').text()).to.equal('Friday');
    expect(agent.page('#hour option[selected]').text()).to.match(/^16:00$/);
  });

  it('stop the digest and start it again', async () => {
    const { agent, save } = await open();
    await save({ active: 'off' });
    expect((await storedSubscription(agent.user.id)).status).to.equal('unsubscribed');
    await agent.visit('/account/digest');
    expect(agent.page('main').text()).to.contain('You get no digest at the moment.');
    await save({ active: 'on' });
    expect((await storedSubscription(agent.user.id)).status).to.equal('active');
  });

  it('follow a change of time zone at once', async () => {
    const { agent } = await open();
    await User.updateOne({ _id: agent.user.id }, { timeZone: 'America/Los_Angeles' });
    await agent.visit('/account/digest');
    expect(agent.page('main').text()).to.contain('Tuesday, 24 November at 9:00');
    expect(agent.page('main').text()).to.contain('America/Los_Angeles');
  });

  for (const [field, value] of [
    ['weekday', '8'],
    ['weekday', ''],
    ['weekday', '2.5'],
    ['hour', '24'],
    ['hour', ''],
    ['active', 'perhaps'],
  ] as const)
    it(`refuse ${field} "${value}", next to the field`, async () => {
      const { agent, save } = await open();
      const refused = await save({ [field]: value });
      expect(refused.status).to.equal(422);
      expect(agent.page('.field-error')).to.have.length(1);
      expect(await storedSubscription(agent.user.id)).to.deep.include({
        weekday: 2,
        hour: 9,
        status: 'active',
      });
    });
});
