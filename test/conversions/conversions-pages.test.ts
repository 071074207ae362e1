import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import { ApiKey } from '../../src/conversions/api-key.model.js';
import { acceptApiKey } from '../../src/conversions/api-keys.js';
import { Post } from '../../src/content/post.model.js';
import { getConversionSettings, recordConversion, type NewConversion } from '../../src/tracking/index.js';
import { buildPost } from '../content/builders.js';
import { signedIn } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildClick, buildTrackedLink } from '../tracking/builders.js';

describe('The pages of conversions', () => {
  before(useDatabase);
  const services = createTestServices();
  let app: App;
  beforeEach(async () => {
    await emptyDatabase();
    app = createApp(services);
  });
  const admin = () => signedIn(app, { roles: ['admin'] });
  const settings = '/admin/conversions/settings';
  let ids = 0;
  const tell = (told: Partial<NewConversion>) =>
    recordConversion(services, { kind: 'lead', externalId: `id-${(ids += 1)}`, via: 'server', ...told });

  it('say what a conversion is while there is none', async () => {
    const agent = await admin();
    await agent.visit('/admin/conversions');
    expect(agent.page('main').text()).to.contain('No conversions yet');
    await agent.visit('/admin/conversions?show=unattributed');
    expect(agent.page('main').text()).to.contain('Everything is attributed');
  });

  it('list what was told: to which post it is attributed, or why to none', async () => {
    const agent = await admin();
    const { id, title } = await buildPost();
    const { slug } = await buildTrackedLink({ postId: id });
    await buildClick({ slug, at: '2026-11-18T08:00:00Z' });
    await tell({ slug, kind: 'sale', value: 1999, currency: 'EUR', via: 'script' });
    await tell({ slug, kind: 'sale', value: 500, currency: 'JPY', via: 'pixel' });
    await tell({ slug: 'zzzzzzzzz', externalId: '<b>4711</b>' });
    await agent.visit('/admin/conversions');
    const rows = agent
      .page('tbody tr')
      .toArray()
      .map((row) => agent.page(row).text().replace(/\s+/g, ' ').trim());
    expect(rows).to.have.length(3);
    expect(rows[0])
      .to.match(/^Lead.*<b>4711<\/b>$/)
      .and.to.contain("Not attributed: We don't know its link.");
    expect(rows[1]).to.contain('¥500').and.to.contain('Pixel').and.to.contain(title);
    expect(rows[2]).to.contain('€19.99').and.to.contain('Script').and.to.contain(title);
    await agent.visit('/admin/conversions?show=unattributed');
    expect(agent.page('tbody tr')).to.have.length(1);
  });

  it('still list a conversion whose post is gone', async () => {
    const agent = await admin();
    const { id } = await buildPost();
    const { slug } = await buildTrackedLink({ postId: id });
    await buildClick({ slug, at: '2026-11-18T08:00:00Z' });
    await tell({ slug });
    await Post.deleteMany({});
    await agent.visit('/admin/conversions');
    expect(agent.page('tbody').text()).to.contain('A post that is gone');
  });

  it('go on to the next page, and keep the filter', async () => {
    const agent = await admin();
    for (let n = 0; n < 26; n += 1) await tell({});
    await agent.visit('/admin/conversions?show=unattributed');
    expect(agent.page('tbody tr')).to.have.length(25);
    await agent.visit(agent.page('[rel=next]').attr('href')!);
    expect(agent.page('tbody tr')).to.have.length(1);
    await agent.visit('/admin/conversions?page=99');
    expect(agent.page('tbody tr')).to.have.length(1);
  });

  it('take the sites, the days and the currency', async () => {
    const agent = await admin();
    await agent.visit(settings);
    const sites = 'https://Acme.example/\nJobs.Acme.example:8443';
    expect((await agent.submit({ sites, days: '14', currency: 'CHF' }, settings)).status).to.equal(303);
    expect(await getConversionSettings()).to.deep.equal({
      sites: ['acme.example', 'jobs.acme.example'],
      days: 14,
      currency: 'CHF',
    });
    await agent.visit(settings);
    expect(agent.page('#days').val()).to.equal('14');
    expect(agent.page('#currency option[selected]').val()).to.equal('CHF');
  });

  it('show again what can’t be used, with a message beside each field', async () => {
    const agent = await admin();
    await agent.visit(settings);
    const response = await agent.submit({ sites: 'not a host', days: '0', currency: 'XYZ' }, settings);
    expect(response.status).to.equal(422);
    for (const field of ['sites', 'days', 'currency'])
      expect(agent.page(`#${field}-error`), field).to.have.length(1);
    expect(agent.page('#sites').text().trim()).to.equal('not a host');
    expect((await getConversionSettings()).days).to.equal(30);
  });

  it('make a key that is shown once, kept as a hash, and can be revoked', async () => {
    const agent = await admin();
    await agent.visit(settings);
    expect((await agent.submit({ keyName: ' ' }, `${settings}/keys`)).status).to.equal(422);
    const response = await agent.submit({ keyName: 'Our CRM' }, `${settings}/keys`);
    expect(response.headers['cache-control']).to.equal('no-store');
    const key = String(agent.page('#secret').val());
    expect(key).to.match(/^gsk_[\w-]{43}$/);
    expect(await acceptApiKey(services, key)).to.equal(true);
    expect(JSON.stringify(await ApiKey.find().lean())).not.to.contain(key);
    const list = await agent.visit(settings);
    expect(list.text).to.contain('Our CRM').and.not.to.contain(key);
    const [known] = await ApiKey.find().lean();
    await agent.submit({}, `${settings}/keys/${known!._id.toString()}/revoke`);
    expect(await acceptApiKey(services, key)).to.equal(false);
    expect((await agent.visit(settings)).text).not.to.contain('Our CRM</h4>');
  });

  it('make a webhook secret that is shown once', async () => {
    const agent = await admin();
    await agent.visit(settings);
    await agent.submit({}, `${settings}/secret`);
    const secret = String(agent.page('#secret').val());
    expect(secret).to.match(/^whsec_/);
    expect((await agent.visit(settings)).text).not.to.contain(secret);
  });

  it('show the lines to copy, with the portal’s own address', async () => {
    const agent = await admin();
    await agent.visit(settings);
    expect(agent.page('#snippet-script').text()).to.contain(`src="${services.publicUrl}/t.js"`);
  });
});
