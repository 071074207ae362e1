import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import { readOverview } from '../../src/reports/read-overview.js';
import { Feed } from '../../src/sources/feed.model.js';
import { InboxItem } from '../../src/sources/inbox-item.model.js';
import { Partner } from '../../src/strategy/index.js';
import { signedIn } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildFunnel, stepInput } from './builders.js';

const page = '/strategy/partners/new';

describe('An industry partner', () => {
  let app: App;
  const services = createTestServices();
  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow('2026-12-01T09:00:00Z');
    app = createApp(services);
  });

  it('is added by an admin with what was asked and when to ask again, and read by everybody', async () => {
    await buildFunnel(services);
    const [admin, reader] = [await signedIn(app, { roles: ['admin'] }), await signedIn(app)];
    const contact = await buildUser({ name: 'Inês Falcão' });
    await reader.visit('/strategy/partners');
    expect(reader.page('main').text()).to.contain('There is no industry partner yet');
    expect(reader.page(`a[href="${page}"]`).length).to.equal(0);
    await admin.visit('/strategy/partners');
    expect(admin.page(`a[href="${page}"]`).length).to.equal(1);
    await admin.visit(page);
    const typed = { ...stepInput.partner, contact: contact.email, askAgainOn: '2026-12-05' };
    const wrong = { feed: 'javascript:alert(1)', askAgainOn: typed.askedOn };
    expect((await admin.submit({ ...typed, ...wrong }, page)).status).to.equal(422);
    expect(admin.page('#feed-error').text()).to.contain('https://');
    expect((await admin.submit({ ...typed, feed: '', askAgainOn: typed.askedOn }, page)).status).to.equal(
      422,
    );
    expect(admin.page('#askAgainOn-error').text()).to.contain('after the last contact');
    expect(admin.page('[name=aim]').val()).to.equal(typed.aim);
    const { headers } = await admin.submit({ ...typed, feed: '' }, page);
    expect(headers.location).to.match(/^\/strategy\/partners\/[0-9a-f]{24}$/);
    await reader.visit(headers.location!);
    expect(reader.page('main').text()).to.contain(typed.aim).and.contain('Inês Falcão');
    expect(reader.page('main a[href$="/edit"]').length).to.equal(0);
    services.setNow('2026-12-06T09:00:00Z');
    await reader.visit('/strategy/partners');
    expect(reader.page('.state-due').text()).to.contain('Was to be asked again');
    await reader.visit(`${headers.location!}/history`);
    expect(reader.page('main').text()).to.contain('Association of Ports');
  });

  it('is added by nobody who may not change all goals, and ends by whom it was added', async () => {
    await buildFunnel(services);
    const [admin, editor] = [
      await signedIn(app, { roles: ['admin'] }),
      await signedIn(app, { roles: ['editor'] }),
    ];
    expect((await editor.visit(page)).status).to.equal(409);
    await admin.visit(page);
    await admin.submit({ ...stepInput.partner, contact: admin.user.email, feed: '' }, page);
    const { _id } = (await Partner.findOne().lean())!;
    await admin.visit(`/strategy/partners/${_id.toString()}/end`);
    await admin.submit({}, `/strategy/partners/${_id.toString()}/end`);
    expect((await Partner.findById(_id).lean())!.endedAt).to.deep.equal(services.clock.now());
    await admin.visit('/strategy/partners');
    expect(admin.page('main').text()).to.contain('There is no industry partner yet');
  });

  it('is named in what to do next after 90 days without contact and without anything in its feed', async () => {
    const { admin } = await buildFunnel(services);
    const agent = await signedIn(app, { roles: ['admin'] });
    const feed = 'https://ports.example/feed.xml';
    await agent.visit(page);
    const days = { askedOn: '2026-06-01', askAgainOn: '2027-06-01' };
    await agent.submit({ ...stepInput.partner, ...days, contact: admin.email, feed }, page);
    const silent = async () =>
      (await readOverview(services)).findings.some(({ rule }) => rule === 'partner-silent');
    expect(await silent()).to.equal(true);
    const { _id: feedId } = await Feed.create({
      ...{ url: feed, title: 'Ports', addedBy: admin.id },
      ...{ addedAt: new Date('2026-06-01'), dueAt: new Date('2100-01-01') },
    });
    expect(await silent()).to.equal(true);
    const at = new Date('2026-11-20T08:00:00Z');
    await InboxItem.create({
      ...{ feedId, feedIds: [feedId], key: 'a', title: 'New', link: 'https://ports.example/a' },
      ...{ publishedAt: at, sortAt: at, arrivedAt: at, status: 'new', source: 'Ports', slot: '0' },
    });
    expect(await silent()).to.equal(false);
  });
});
