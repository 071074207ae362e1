import { expect } from 'chai';
import { Types } from 'mongoose';
import { createApp } from '../../src/app.js';
import { Organization } from '../../src/organization/organization.model.js';
import { updateOrganization } from '../../src/organization/index.js';
import { Click } from '../../src/clicks/click.model.js';
import { countLost } from '../../src/clicks/lost-visit.model.js';
import { recordConversion } from '../../src/conversions/record-conversion.js';
import { updateConversionSettings } from '../../src/conversions/conversion-settings.model.js';
import { packLines } from '../../src/rollups/packed-lines.js';
import { Rollup } from '../../src/rollups/rollup.model.js';
import { emptySum, PeopleNumbers } from '../../src/rollups/sums.js';
import { DailyStatistic } from '../../src/statistics/daily-statistic.model.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { signedIn } from '../support/agent.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { createTopic } from '../../src/posts/index.js';
import { acting } from '../support/actors.js';
import { readExcel } from '../support/read-excel.js';
import { buildPost } from '../posts/builders.js';
import type { buildShare } from '../sharing/builders.js';
import { buildClick, handedOut } from '../clicks/builders.js';
import { buildPostedShare, rowsOf } from './builders.js';

describe('Reports', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  // What may be shown of few people is the matter of withholding.test.ts.
  beforeEach(async () => {
    await buildOrganization();
    await Organization.updateOne({}, { visibility: 'individual' });
  });
  const services = createTestServices();
  const app = () => createApp(services);
  const sponsor = () => signedIn(app(), { roles: ['advocate', 'sponsor'] });

  /** One share with two counted clicks, a robot's visit and a lead. */
  async function aShareThatWorked(overrides: Parameters<typeof buildShare>[0] = {}) {
    const share = await buildPostedShare({ services, ...overrides });
    await buildClick({ slug: share.slug });
    await buildClick({ slug: share.slug });
    await buildClick({ slug: share.slug, headers: { 'user-agent': 'Twitterbot/1.0' } });
    await recordConversion(services, { slug: share.slug, kind: 'lead', externalId: share.id, via: 'server' });
    await updateDailyStatistics(services);
    return share;
  }

  it('show what a post brought: shares posted and prepared, advocates, clicks, visitors, conversions, and what was not counted', async () => {
    const post = await buildPost({ services, title: 'We are hiring' });
    await aShareThatWorked({ postId: post.id });
    const reader = await sponsor();
    await reader.visit('/reports/results');
    expect(rowsOf(reader.page, 'Post')).to.deep.equal([['We are hiring', '1', '1', '1', '2', '2', '1', '1']]);
    const table = 'Counted and not counted';
    expect(rowsOf(reader.page, table)).to.deep.equal([
      ['Counted as clicks', '2'],
      ['Not counted: Link preview', '1'],
    ]);
    expect(reader.page('tfoot').text()).to.match(/All visits\s*3/);
    expect(reader.page('.notice-warning')).to.have.length(0);
  });

  it('say how many visits of their days could not be kept, and only of theirs', async () => {
    await countLost(new Date('2026-11-18T22:30:00Z'), 36);
    await countLost(new Date('2026-11-18T22:30:00Z'), 1);
    await countLost(new Date('2026-11-18T23:30:00Z'), 5);
    const reader = await sponsor();
    const noticeOn = async (day: string) => {
      await reader.visit(`/reports/results?from=${day}&to=${day}`);
      return reader.page('.notice-warning').text();
    };
    expect(await noticeOn('2026-11-18')).to.contain('37 visits of these days are missing here');
    expect(await noticeOn('2026-11-19')).to.contain('5 visits');
    expect(await noticeOn('2026-11-17')).to.equal('');
  });

  it('draw the days as a picture with the same numbers in a table', async () => {
    await aShareThatWorked();
    const reader = await sponsor();
    await reader.visit('/reports/results?from=2026-11-18&to=2026-11-18');
    expect(reader.page('svg[role=img] path.line-a').attr('d')).to.match(/^M/);
    expect(rowsOf(reader.page, 'Clicks and visitors a day')).to.deep.equal([['18.11.2026', '1', '2', '2']]);
  });

  it('break down by day in the order of the days', async () => {
    await aShareThatWorked();
    const reader = await sponsor();
    await reader.visit('/reports/results?by=day&from=2026-11-18&to=2026-11-18');
    expect(rowsOf(reader.page, 'Day')).to.deep.equal([['18.11.2026', '1', '1', '1', '2', '2', '1', '1']]);
  });

  it('break down by the campaign that the links of a post carry', async () => {
    const posts = [
      await buildPost({ services, title: 'We are hiring', campaign: 'crew-2026' }),
      await buildPost({ services, title: 'Two more jobs', campaign: 'crew-2026' }),
      await buildPost({ services, title: 'How ferries park', campaign: 'harbour' }),
    ];
    for (const { id } of posts) await aShareThatWorked({ postId: id });
    const reader = await sponsor();
    await reader.visit('/reports/results?by=campaign');
    expect(rowsOf(reader.page, 'Campaign (utm_campaign)').map((row) => row.slice(0, 2))).to.have.deep.members(
      [
        ['crew-2026', '2'],
        ['harbour', '1'],
      ],
    );
  });

  it('leave out what lies outside the period and the filters', async () => {
    await aShareThatWorked({ network: 'linkedin' });
    const reader = await sponsor();
    await reader.visit('/reports/results?from=2026-11-01&to=2026-11-17');
    expect(reader.page('.empty')).to.have.lengthOf(1);
    await reader.visit('/reports/results?network=x');
    expect(reader.page('.empty')).to.have.lengthOf(1);
    await reader.visit('/reports/results?network=linkedin&by=network');
    expect(rowsOf(reader.page, 'Network')[0]!.slice(0, 2)).to.deep.equal(['LinkedIn', '1']);
  });

  it('keep what was typed when a day is none, and say so next to the field', async () => {
    const reader = await sponsor();
    const response = await reader.visit('/reports/results?from=yesterday');
    expect(response.status).to.equal(422);
    expect(reader.page('#from').attr('aria-invalid')).to.equal('true');
  });

  it('show the figures of the days in the fields when only a filter could not be read', async () => {
    const reader = await sponsor();
    expect(
      (await reader.visit('/reports/results?from=2026-10-01&to=2026-10-07&network=ZZZ')).status,
    ).to.equal(422);
    expect(reader.page('.lead').first().text()).to.contain('01.10.2026').and.contain('07.10.2026');
    expect([reader.page('#from').val(), reader.page('#to').val()]).to.deep.equal([
      '2026-10-01',
      '2026-10-07',
    ]);
    // Days in the wrong order are reported too, and the figures are those of the usual period.
    expect(
      (await reader.visit('/reports/results?from=2026-10-07&to=2026-10-01&network=ZZZ')).status,
    ).to.equal(422);
    expect(reader.page('#to').attr('aria-invalid')).to.equal('true');
    expect(reader.page('.lead').first().text()).not.to.contain('01.10.2026');
  });

  it('say that a filter could not be read, and give no file that answers another question', async () => {
    const reader = await sponsor();
    expect((await reader.visit('/reports/results?team=zzz&by=Team')).status).to.equal(422);
    expect(reader.page('main').text()).to.contain('could not be read');
    expect(reader.page('#from').val()).to.match(/^2026-\d\d-\d\d$/);
    for (const query of ['from=2027-02-30', 'from=2026-11-02&to=2026-11-01', 'team=zzz', 'team=a&team=b']) {
      const response = await reader.http.get(`/Reports/Results.CSV?${query}`);
      expect(response.status, query).to.equal(303);
      expect(response.headers.location).to.equal(`/reports/results?${query}`);
    }
  });

  it('come as CSV with the same lines, formulas defused', async () => {
    const post = await buildPost({ services, title: '=HYPERLINK("https://evil.example")' });
    await aShareThatWorked({ postId: post.id });
    const reader = await sponsor();
    const response = await reader.http.get('/reports/results.csv?by=post');
    expect(response.headers['content-type']).to.contain('text/csv');
    expect(response.headers['content-disposition']).to.contain(
      'groundswell-by-post-2026-10-22-2026-11-18.csv',
    );
    expect(response.text).to.contain(`"'=HYPERLINK(""https://evil.example"")",${post.id},1,1,1,2,2,1,1`);
  });

  it('come as an Excel workbook with the same numbers, the period, the filters and what each column means', async () => {
    const post = await buildPost({ services, title: '=1+1' });
    await aShareThatWorked({ postId: post.id });
    const reader = await sponsor();
    const query = 'by=post&network=linkedin';
    const response = await reader.http.get(`/reports/results.xlsx?${query}`).responseType('blob');
    expect(response.headers['content-disposition']).to.contain('.xlsx');
    const { 'by-post': table, about } = readExcel(response.body as Buffer);
    const csv = (await reader.http.get(`/reports/results.csv?${query}`)).text
      .replace('\uFEFF', '')
      .split('\r\n');
    expect(table![0]!.join()).to.equal(csv[0]);
    expect(table![1]).to.deep.equal(['=1+1', post.id, 1, 1, 1, 2, 2, 1, 1, 0, 'EUR', 0, 0]);
    expect(about!.slice(0, 2)).to.deep.equal([
      ['Period', '22.10.2026 to 18.11.2026'],
      ['Network', 'LinkedIn'],
    ]);
    expect(about!.find(([, column]) => column === 'clicks')![2]).to.contain('passed every rule');
  });

  it('have pages of fifty lines, and all of them in a file', async () => {
    const at = { day: '2026-11-18', shareId: 'x', placedRevision: 0, revision: 1, visitors: 1 };
    const labels = { postId: 'gone', advocateId: 'gone', network: 'x' };
    await DailyStatistic.collection.insertMany(
      Array.from({ length: 51 }, (_, n) => ({
        ...{ ...at, trackedLinkId: new Types.ObjectId(), clicks: 100 - n },
        labels: { ...labels, campaign: `campaign-${n}` },
      })),
    );
    const reader = await sponsor();
    await reader.visit('/reports/results?by=campaign');
    expect(rowsOf(reader.page, 'Campaign (utm_campaign)')).to.have.length(50);
    expect(rowsOf(reader.page, 'Campaign (utm_campaign)')[0]![0]).to.equal('campaign-0');
    await reader.visit(reader.page('a[rel=next]').attr('href')!);
    expect(rowsOf(reader.page, 'Campaign (utm_campaign)').map(([name]) => name)).to.deep.equal([
      'campaign-50',
    ]);
    const csv = (await reader.http.get('/reports/results.csv?by=campaign')).text.trim().split('\r\n');
    expect(csv).to.have.length(1 + 51);
    expect(csv[51]).to.match(/^campaign-50,.*,50,1,/);
  });

  it('say that a filter would add up too many rows, keep it in the form, and show the period without it', async () => {
    await aShareThatWorked({ network: 'linkedin' });
    const lines = new Map([['2026-11-17', { ...emptySum(), rows: 100_000 }]]);
    const day = await packLines(lines, new PeopleNumbers());
    const at = { revision: 1, countedAt: services.clock.now() };
    await Rollup.create({ _id: '2026-11-17', ...at, lines: { day } });
    const reader = await sponsor();
    expect((await reader.visit('/reports/results?network=x&from=2026-11-17')).status).to.equal(422);
    expect(reader.page('#from-error').text()).to.match(/100\D001 rows/);
    expect(reader.page('select[name=network] option[selected]').val()).to.equal('x');
    expect(reader.page('#from').val()).to.equal('2026-11-17');
    expect((await reader.visit('/reports/results?network=x&from=2026-11-18')).status).to.equal(200);
  });

  it('say who shared and who came in whole sentences, each with one number', async () => {
    const post = await buildPost({ services });
    await buildPostedShare({ services, postId: post.id });
    const reader = await sponsor();
    await reader.visit('/reports/results');
    expect(reader.page('h1').text()).to.equal('One person shared, and nobody has come yet');
    await aShareThatWorked({ postId: post.id });
    await reader.visit('/reports/results');
    expect(reader.page('h1').text()).to.equal('2 visitors came through what colleagues shared');
    expect(reader.page('h1 + .lead').text()).to.match(/^2 people posted, \d/);
    await reader.visit('/reports/results?from=2001-01-01&to=2001-01-02');
    expect(reader.page('h1 + .lead').text()).to.equal('01.01.2001 to 02.01.2001');
  });

  it('show a topic with its swatch: in the filter, in the filter in use, and in its line', async () => {
    const [topic] = [
      await createTopic(services, { actor: acting('editor'), name: 'Freight', colour: 'brass' }),
      await createTopic(services, { actor: acting('editor'), name: 'On board', colour: 'rose' }),
    ];
    const post = await buildPost({ services, topicId: topic.id });
    await aShareThatWorked({ postId: post.id });
    const reader = await sponsor();
    const swatches = (of: string) => reader.page(`${of} .topic-brass, ${of} .topic-rose`).length;
    await reader.visit('/reports/results?by=topic');
    expect(rowsOf(reader.page, 'Topic')[0]![0]).to.equal('Freight');
    expect([swatches('.filter-topics'), swatches('tbody')]).to.deep.equal([2, 1]);
    expect(reader.page('[name=topic]:checked').attr('value')).to.equal('');
    await reader.visit(`/reports/results?topic=${topic.id}`);
    expect(reader.page('[name=topic]:checked').attr('value')).to.equal(topic.id);
    expect(reader.page('.filter-row > .chip .topic-brass').text()).to.equal('Freight');
  });

  it('add up what conversions are worth, in the organization’s currency, once any is worth something', async () => {
    const post = await buildPost({ services, title: 'We are hiring' });
    const { slug } = await aShareThatWorked({ postId: post.id });
    const reader = await sponsor();
    const csv = async () =>
      (await reader.http.get('/reports/results.csv?by=post')).text.split('\r\n').slice(0, 2);
    await reader.visit('/reports/results');
    expect(reader.page('.figures').text()).not.to.contain('worth');
    expect((await csv())[0]).to.match(/,value,currency,unverified,unverified_value$/);
    expect((await csv())[1]).to.match(/,0,EUR,0,0$/);
    const sale = { slug, kind: 'sale', via: 'server' } as const;
    await recordConversion(services, { ...sale, externalId: '1', value: 1999, currency: 'EUR' });
    await recordConversion(services, { ...sale, externalId: '2', value: 1, currency: 'EUR' });
    await recordConversion(services, { ...sale, externalId: '3', value: 500, currency: 'CHF' });
    await updateDailyStatistics(services);
    await reader.visit('/reports/results');
    expect(reader.page('.figures').text()).to.match(/Conversions\s*4\s*worth 20,00\s€/);
    expect(reader.page('tbody tr').last().text()).to.match(/We are hiring[^€]*20,00\s€/);
    expect((await csv())[1]).to.match(/^We are hiring,.*,20,EUR,0,0$/);
    await updateConversionSettings(services, { actor: 'operator', currency: 'CHF' });
    expect((await csv())[1]).to.match(/,5,CHF,0,0$/);
  });

  it('show what only browsers reported next to the verified conversions, and never in a total or its value', async () => {
    const { slug } = await aShareThatWorked();
    await buildClick({ slug });
    const click = (await Click.findOne({ counted: true }).lean())!;
    const clickIds = [await handedOut(click._id.toString())];
    const sale = { kind: 'sale', via: 'script', clickIds, value: 1e12, currency: 'EUR' } as const;
    for (const externalId of ['1', '2']) await recordConversion(services, { ...sale, externalId });
    await updateDailyStatistics(services);
    const reader = await sponsor();
    await reader.visit('/reports/results');
    expect(reader.page('.figures').text()).to.match(/Conversions\s*1\s*not counting 2 unverified/);
    expect(reader.page('.figures').text()).not.to.contain('worth');
    const table = reader.page('table').last();
    expect(table.find('thead th').last().text()).to.equal('Unverified conversions');
    expect(table.find('tbody td').last().text()).to.equal('2');
    expect(reader.page('main').text()).not.to.contain('10,000,000');
    const [header, line] = (await reader.http.get('/reports/results.csv')).text.split('\r\n');
    const named = Object.fromEntries(header!.split(',').map((name, n) => [name, line!.split(',')[n]]));
    expect(named).to.include({
      conversions: '1',
      value: '0',
      currency: 'EUR',
      unverified: '2',
      unverified_value: '20000000000',
    });
    await recordConversion(services, { ...sale, via: 'server', externalId: '3', value: 1999 });
    await updateDailyStatistics(services);
    await reader.visit('/reports/results');
    expect(reader.page('.figures').text()).to.match(/worth 19,99\s€; not counting 2 unverified/);
  });

  it('are closed to people without a role for them', async () => {
    const advocate = await signedIn(app());
    expect((await advocate.visit('/reports/results')).status).to.equal(403);
    expect((await advocate.http.get('/reports/results.csv')).status).to.equal(403);
  });

  it('link a post to the studio only for readers who may open it', async () => {
    await aShareThatWorked();
    const reader = await sponsor();
    await reader.visit('/reports/results');
    expect(reader.page('tbody th a')).to.have.lengthOf(0);
    const editor = await signedIn(app(), { roles: ['editor'] });
    await editor.visit('/reports/results');
    expect((await editor.visit(editor.page('tbody th a').attr('href')!)).status).to.equal(200);
  });

  it('say how we count, rule by rule', async () => {
    const reader = await sponsor();
    await reader.visit('/reports/how-we-count');
    const rules = rowsOf(reader.page, 'Visits that are not counted');
    expect(rules.map(([label]) => label))
      .to.include('Opened at once')
      .and.to.have.length.above(7);
  });

  it('say what is kept of a visit and for how long, and what links answer that do not lead on', async () => {
    const reader = await sponsor();
    await updateOrganization(services, { actor: 'operator', clickDays: 45 });
    await reader.visit('/reports/how-we-count');
    const text = reader.page('main').text();
    for (const told of [
      'which language',
      'deleted after 45 days',
      'Withdrawn',
      'Past its date',
      'disk is full',
    ])
      expect(text).to.contain(told);
    expect(text).not.to.contain('counted like anybody else');
    const apart = createTestServices({ envOverrides: { LINK_URL: 'https://go.acme.example' } });
    const other = await signedIn(createApp(apart), { roles: ['sponsor'] });
    await other.visit('/reports/how-we-count');
    expect(other.page('main').text()).to.contain('Links here begin with go.acme.example');
  });
});
