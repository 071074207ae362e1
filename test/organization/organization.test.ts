import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { createOrganization, getOrganization, organizationTimeZone } from '../../src/organization/index.js';
import { NotAllowedNow } from '../../src/platform/errors.js';
import { signedIn } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('The organization', () => {
  const services = createTestServices();

  before(useDatabase);
  beforeEach(emptyDatabase);

  it('is one: of many made at once, one stays', async () => {
    const tries = ['A', 'B', 'C'].map((name) =>
      createOrganization(services, { actor: 'operator', name, timeZone: 'UTC' }),
    );
    const refused = (await Promise.allSettled(tries)).filter((result) => result.status === 'rejected');
    expect(refused.map(({ reason }) => reason as unknown))
      .to.have.length(2)
      .and.satisfy((reasons: unknown[]) => reasons.every((reason) => reason instanceof NotAllowedNow));
  });

  it('lets people see their own results only, until told otherwise', async () => {
    await createOrganization(services, { actor: 'operator', name: 'Acme', timeZone: 'UTC' });
    expect((await getOrganization())!.visibility).to.equal('own-only');
  });

  it('counts days in UTC before it is set up', async () => {
    expect(await organizationTimeZone()).to.equal('UTC');
  });

  it('writes dates as its region does: that of its time zone, until an admin chooses another', async () => {
    const agent = await signedIn(createApp(services), { roles: ['admin'] });
    await agent.visit('/admin/organization');
    expect(agent.page('#region option[selected]').text()).to.equal('Germany');
    expect(agent.page('#region-hint').text()).to.contain('18.11.2026, 10:00').and.contain('1.234,5');
    expect((await agent.submit({ region: 'US' }, '/admin/organization')).status).to.equal(303);
    expect((await getOrganization())!.region).to.equal('US');
    await agent.visit('/admin/organization');
    expect(agent.page('html').attr('lang')).to.equal('en');
    expect(agent.page('#region-hint').text()).to.contain('11/18/2026, 10:00').and.contain('1,234.5');
    for (const region of ['EU', 'de', '']) {
      const refused = await agent.submit({ region }, '/admin/organization');
      expect(refused.status, region).to.equal(422);
      expect(agent.page('#region-error').text()).to.contain('Choose one of the regions.');
    }
  });

  it('is changed by an admin, and every page shows its new name', async () => {
    const agent = await signedIn(createApp(createTestServices()), { roles: ['admin'] });
    await agent.visit('/admin/organization');
    expect(agent.page('input[name=visibility]:checked').val()).to.equal('own-only');
    const changes = { name: 'Harbour Works', timeZone: 'Asia/Tokyo', visibility: 'aggregate-only' };
    expect((await agent.submit(changes, '/admin/organization')).status).to.equal(303);
    expect(await getOrganization()).to.include(changes);
    await agent.visit('/admin/organization');
    expect(agent.page('.brand').text()).to.contain('Harbour Works');
  });

  it('keeps where posts may link to and how long visits are kept', async () => {
    const agent = await signedIn(createApp(createTestServices()), { roles: ['admin'] });
    await agent.visit('/admin/organization');
    expect(agent.page('[name=clickDays]').val()).to.equal('90');
    expect(agent.page('[name=targetHosts]').text().trim()).to.equal('');
    const changes = {
      targetHosts: 'Example.com\r\n\r\nhttps://news.acme.org:8443/\r\n',
      clickDays: '365',
      regularAt: '2',
      lapsedAt: '0',
      mastodonLimit: '5000',
    };
    expect((await agent.submit(changes, '/admin/organization')).status).to.equal(303);
    expect(await getOrganization()).to.deep.include({
      targetHosts: ['example.com', 'news.acme.org'],
      clickDays: 365,
      regularAt: 2,
      lapsedAt: 0,
      mastodonLimit: 5000,
    });
    await agent.visit('/admin/organization');
    expect(agent.page('[name=targetHosts]').text().trim()).to.equal('example.com\nnews.acme.org');
  });

  it('refuses what is none of the choices, next to the field', async () => {
    const agent = await signedIn(createApp(createTestServices()), { roles: ['admin'] });
    for (const [field, value] of [
      ['name', ' '],
      ['timeZone', 'Mars/Olympus'],
      ['visibility', 'everything'],
      ['language', 'xx'],
      ['targetHosts', 'example.com\nwith a space.org'],
      ['clickDays', '29'],
      ['clickDays', '731'],
      ['clickDays', 'many'],
      ['regularAt', '5'],
      ['lapsedAt', ''],
      ['lapsedAt', '3'],
      ['mastodonLimit', '99'],
      ['mastodonLimit', '5e9'],
      ['mastodonLimit', ''],
    ] as const) {
      await agent.visit('/admin/organization');
      expect((await agent.submit({ [field]: value }, '/admin/organization')).status, field).to.equal(422);
      expect(agent.page(`#${field}-error`).text(), field).not.to.equal('');
    }
  });
});
