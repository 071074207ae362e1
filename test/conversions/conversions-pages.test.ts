import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import { ApiKey, acceptApiKey } from '../../src/conversions/api-key.model.js';
import { Post } from '../../src/posts/post.model.js';
import { Click } from '../../src/clicks/click.model.js';
import {
  getConversionSettings,
  updateConversionSettings,
} from '../../src/conversions/conversion-settings.model.js';
import { recordConversion } from '../../src/conversions/record-conversion.js';
import { sumStatistics } from '../../src/statistics/sum-statistics.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { type NewConversion } from '../../src/conversions/check-conversion.js';
import { buildPost } from '../posts/builders.js';
import { signedIn } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildClick, buildTrackedLink, handedOut } from '../clicks/builders.js';

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
  const voidPage = '/admin/conversions/void';
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
      .to.match(/^Lead.*<b>4711<\/b>/)
      .and.to.contain("Not attributed: We don't know its link.");
    expect(rows[1]).to.contain('500 ¥').and.to.contain('Pixel').and.to.contain(title);
    expect(rows[2]).to.contain('19,99 €').and.to.contain('Script').and.to.contain(title);
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

  it('void one conversion, or all of its click, day or way, with a reason, after saying how many and which', async () => {
    const agent = await admin();
    const { slug } = await buildTrackedLink();
    await buildClick({ slug, at: '2026-11-18T08:00:00Z' });
    for (const value of [100, 20, 3]) await tell({ slug, kind: 'sale', value, currency: 'EUR' });
    await tell({ slug, via: 'csv' });
    const worth = async () => {
      await updateDailyStatistics(services);
      const all = { from: '2026-11-01', to: '2026-11-30', by: 'all', currency: 'EUR' } as const;
      const { conversions, values } = (await sumStatistics(all))[0]!;
      return [conversions, values];
    };
    expect(await worth()).to.deep.equal([{ sale: 3, lead: 1 }, { sale: 123 }]);
    await agent.visit('/admin/conversions');
    await agent.visit(agent.page('tbody tr').last().find('a').last().attr('href')!);
    expect(agent.page('h1').text()).to.equal('Void one conversion?');
    expect(agent.page('tbody').text().replace(/\s/g, ' ')).to.contain('1,00 €');
    const missing = await agent.submit({ reason: ' ' }, voidPage);
    expect(missing.status).to.equal(422);
    expect(agent.page('#reason-error')).to.have.length(1);
    expect((await agent.submit({ reason: 'A test order' }, voidPage)).status).to.equal(303);
    expect(await worth()).to.deep.equal([{ sale: 2, lead: 1 }, { sale: 23 }]);
    await agent.visit('/admin/conversions?show=voided');
    expect(agent.page('tbody tr')).to.have.length(1);
    expect(agent.page('tbody').text()).to.contain(`${agent.user.name}, `).and.to.contain('A test order');
    await agent.visit('/admin/conversions');
    await agent.visit(agent.page('tbody tr').eq(1).find('a').last().attr('href')!);
    const wider = agent
      .page('main ul a')
      .toArray()
      .map((link) => agent.page(link).attr('href')!);
    const counts = [];
    for (const href of wider) {
      await agent.visit(href);
      counts.push(agent.page('h1').text());
    }
    expect(counts).to.deep.equal([
      'Void 3 conversions?',
      'Void 2 conversions?',
      'Void 3 conversions?',
      'Void 2 conversions?',
    ]);
    // What is reported after the page was shown is left alone.
    services.setNow(new Date(services.clock.now().getTime() + 1));
    await tell({ slug, kind: 'sale', value: 7, currency: 'EUR' });
    await agent.submit({ reason: 'Made up' }, voidPage);
    expect(await worth()).to.deep.equal([{ sale: 1, lead: 1 }, { sale: 7 }]);
    for (const nothing of ['', '?id=x', '?day=2026-11-17', '?id=0123456789abcdef01234567'])
      expect((await agent.visit(`/admin/conversions/void${nothing}`)).status).to.equal(404);
  });

  it('does not say that something was voided which a colleague voided first, and shows the reason that was typed', async () => {
    const [ana, ben] = [await admin(), await admin()];
    const { slug } = await buildTrackedLink();
    await buildClick({ slug, at: '2026-11-18T08:00:00Z' });
    await tell({ slug, kind: 'sale', value: 100, currency: 'EUR' });
    for (const agent of [ana, ben]) {
      await agent.visit('/admin/conversions');
      await agent.visit(agent.page('tbody tr').last().find('a').last().attr('href')!);
    }
    expect((await ana.submit({ reason: 'A test order' }, voidPage)).status).to.equal(303);
    expect((await ben.submit({ reason: 'Somebody made this up' }, voidPage)).status).to.equal(409);
    expect(ben.page('main').text()).to.contain('has voided them').and.contain('Somebody made this up');
    expect(ben.page('main a.button').attr('href')).to.equal('/');
  });

  it('say of each conversion whether it is verified, accepted from browsers or not', async () => {
    await updateConversionSettings(services, { actor: 'operator', accepted: { lead: 1 } });
    const agent = await admin();
    const { slug } = await buildTrackedLink();
    await buildClick({ slug, at: '2026-11-18T08:00:00Z' });
    const clickIds = [await handedOut((await Click.findOne().lean())!._id.toString())];
    for (const via of ['server', 'script', 'pixel'] as const) await tell({ via, clickIds });
    await tell({ via: 'script', clickIds, kind: 'sale' });
    const statuses = async (show = '') => {
      await agent.visit(`/admin/conversions${show}`);
      const rows = agent.page('tbody tr').toArray();
      return rows.map((row) => agent.page(row).find('td').eq(4).text());
    };
    expect(await statuses()).to.deep.equal([
      'Unverified',
      'Unverified',
      'Accepted from a browser',
      'Verified',
    ]);
    expect(await statuses('?show=unverified')).to.have.length(3);
    await agent.visit(agent.page('tbody tr').last().find('a').last().attr('href')!);
    await agent.submit({ reason: 'Made up' }, voidPage);
    const [, pixel, script] = await statuses();
    expect([pixel, script!.slice(0, 6)]).to.deep.equal(['Accepted from a browser', 'Voided']);
  });

  it('take the sites, the days and the currency', async () => {
    const agent = await admin();
    await agent.visit(settings);
    const sites = 'https://Acme.example/\nJobs.Acme.example:8443';
    expect(
      (await agent.submit({ sites, days: '14', currency: 'CHF', 'accepted-lead': '2' }, settings)).status,
    ).to.equal(303);
    expect(await getConversionSettings()).to.deep.include({
      sites: ['acme.example', 'jobs.acme.example:8443'],
      accepted: { lead: 2 },
      days: 14,
      currency: 'CHF',
    });
    await agent.visit(settings);
    expect(agent.page('#days').val()).to.equal('14');
    expect(agent.page('#accepted-lead').val()).to.equal('2');
    expect(agent.page('#accepted-sale').val()).to.equal('0');
    expect(agent.page('#currency option[selected]').val()).to.equal('CHF');
  });

  it('show again what can’t be used, with a message next to each field', async () => {
    const agent = await admin();
    await agent.visit(settings);
    const response = await agent.submit(
      { sites: 'not a host', days: '0', currency: 'XYZ', 'accepted-sale': '21' },
      settings,
    );
    expect(response.status).to.equal(422);
    for (const field of ['sites', 'days', 'currency', 'accepted-sale'])
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
    await agent.visit(`${settings}/keys/${known!._id.toString()}/revoke`);
    expect(agent.page('main').text()).to.contain('calls with this key are refused');
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
