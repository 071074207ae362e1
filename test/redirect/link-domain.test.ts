import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { load } from 'cheerio';
import supertest from 'supertest';
import { createApp } from '../../src/app.js';
import { createOrganization, updateOrganization } from '../../src/organization/index.js';
import { InvalidInput } from '../../src/platform/errors.js';
import { createTrackedLink } from '../../src/links/create-tracked-link.js';
import { linkAddress, linkOfUsualLength } from '../../src/links/link-address.js';
import { Click } from '../../src/clicks/click.model.js';
import { InboxItem } from '../../src/sources/inbox-item.model.js';
import { buildPost } from '../posts/builders.js';
import { signedIn } from '../support/agent.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { routesOf } from '../support/routes.js';
import { createTestServices } from '../support/services.js';
import { browser, buildTrackedLink } from '../clicks/builders.js';

const securityTxt = '/.well-known/security.txt';
const LINK_URL = 'https://go.acme.example';
const PUBLIC_URL = 'https://share.acme.example';
const [linkHost, portalHost] = ['go.acme.example', 'share.acme.example'];

describe('A host for links alone', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const envOverrides = { LINK_URL, PUBLIC_URL };
  const services = createTestServices({ envOverrides, publicUrl: PUBLIC_URL });
  const at = (host: string, path: string, app = createApp(services)) =>
    supertest(app).get(path).set('Host', host).set('User-Agent', browser);

  it('is the one that new links begin with', async () => {
    await buildOrganization();
    const { labels } = await buildTrackedLink();
    const input = { target: 'https://example.com/', shareId: 'one', campaign: '', labels };
    const link = await createTrackedLink(services, input);
    expect(link.url).to.equal(`${LINK_URL}/l/${link.slug}`);
    expect(linkAddress(services, link.slug)).to.equal(link.url);
    expect(linkOfUsualLength(services)).to.have.length(link.url.length);
  });

  it('leads on, and so does the portal’s own address: older links go on working', async () => {
    const app = createApp(services);
    const { slug } = await buildTrackedLink();
    for (const host of [linkHost, portalHost, 'GO.ACME.EXAMPLE', 'go.acme.example.:443']) {
      const response = await at(host, `/l/${slug}`, app);
      expect([response.status, response.headers.location?.split('?')[0]], host).to.deep.equal([
        302,
        'https://example.com/news',
      ]);
    }
    await app.redirect.drain();
    expect(await Click.countDocuments()).to.equal(4);
  });

  it('says at its root what these links are, whose, and nothing of the portal', async () => {
    await createOrganization(services, { actor: 'operator', name: 'Harbour Works', timeZone: 'UTC' });
    for (const host of [linkHost, 'GO.ACME.EXAMPLE.', 'go.acme.example:8443']) {
      const { status, text, headers } = await at(host, '/');
      expect(status, host).to.equal(200);
      expect(text).to.contain('Harbour Works').and.to.contain('This address is for links');
      expect(text).not.to.contain(portalHost).and.not.to.contain('/sign-in').and.not.to.contain('<form');
      expect(headers).not.to.have.property('set-cookie');
    }
  });

  it('has the style sheet and pictures of its pages, and says whom to tell of a weakness', async () => {
    await buildOrganization();
    const app = createApp(services);
    const page = load((await at(linkHost, '/', app)).text);
    const needed = [
      ...page('link[href]')
        .map((_, one) => page(one).attr('href'))
        .get(),
      ...page('[src]')
        .map((_, one) => page(one).attr('src'))
        .get(),
    ].filter((address) => address.startsWith('/'));
    expect(needed).to.include('/css/groundswell.css');
    for (const path of needed) expect((await at(linkHost, path, app)).status, path).to.equal(200);
    const { status, text } = await at(linkHost, securityTxt, app);
    expect(status).to.equal(200);
    for (const url of [PUBLIC_URL, LINK_URL]) expect(text).to.contain(`Canonical: ${url}${securityTxt}\n`);
  });

  it('has a root before there is an organization', async () => {
    expect((await at(linkHost, '/')).text).to.contain('This address is for links');
  });

  it('answers nothing else, whatever the portal has there, and sets no cookie', async () => {
    await buildOrganization();
    const app = createApp(services);
    const paths = routesOf(app)
      .map(({ path }) => path.replace(/[{}]/g, '').replace(/[:*]\w+/g, '0123456789abcdef01234567'))
      .filter((path) => path !== '/' && !path.startsWith('/l/') && path !== securityTxt);
    expect(paths.length).to.be.greaterThan(30);
    const scripts = readdirSync('public/js').map((name) => `/js/${name}`);
    const hidden = ['/css/../js/menu.js', '/css/..%2fjs/menu.js', '/%6as/menu.js', '/JS/menu.js', '/css/'];
    for (const path of [...paths, ...scripts, ...hidden, '/no-such-page', '/L', '//sign-in']) {
      const { status, headers } = await at(linkHost, path, app);
      expect([status, headers['set-cookie']], path).to.deep.equal([404, undefined]);
    }
    const post = await supertest(app)
      .post('/sign-in')
      .set('Host', linkHost)
      .type('form')
      .send({ email: 'a' });
    expect([post.status, post.headers['set-cookie']]).to.deep.equal([404, undefined]);
    expect(post.text).to.contain('Acme');
  });

  it('is not told from the portal by what a visitor claims, unless a proxy in front is trusted', async () => {
    const portal = await at(portalHost, '/sign-in').set('X-Forwarded-Host', linkHost);
    // Not a page without https, but the portal's answer.
    expect(portal.status).to.equal(400);
    const links = await at(linkHost, '/sign-in').set('X-Forwarded-Host', portalHost);
    expect(links.status).to.equal(404);
    const behind = createTestServices({ envOverrides: { ...envOverrides, TRUST_PROXY: 1 } });
    const own = await at('10.0.0.7', '/sign-in', createApp(behind)).set('X-Forwarded-Proto', 'https');
    expect(own.status).to.equal(200);
    const passedOn = await at('10.0.0.7', '/sign-in', createApp(behind)).set('X-Forwarded-Host', linkHost);
    expect(passedOn.status).to.equal(404);
    // What a visitor writes there may stand before or after what the proxy adds, or instead of it.
    for (const forged of [portalHost, `${portalHost}, ${linkHost}`, `${linkHost},${portalHost}`, '', ','])
      for (const path of ['/sign-in', '/js/menu.js']) {
        const opened = await at(linkHost, path, createApp(behind))
          .set('X-Forwarded-Host', forged)
          .set('X-Forwarded-Proto', 'https');
        expect(opened.status, `${path} ${forged}`).to.equal(404);
      }
    const added = await at('10.0.0.7', '/sign-in', createApp(behind))
      .set('X-Forwarded-Host', `${portalHost}, GO.acme.example.:443`)
      .set('X-Forwarded-Proto', 'https');
    expect(added.status).to.equal(404);
  });

  it('says what is wrong with a link in the same words as ever', async () => {
    await buildOrganization();
    const { status, text } = await at(linkHost, '/l/23456789a');
    expect(status).to.equal(404);
    expect(text).to.contain('This link leads nowhere');
  });

  it('is kept from search engines like the portal; programs that fetch link cards may ask for links', async () => {
    for (const host of [linkHost, portalHost]) {
      const { status, text } = await at(host, '/robots.txt');
      expect(status).to.equal(200);
      const groups = text.trim().split(/\n\n/);
      expect(groups).to.have.length(2);
      expect(groups[1]).to.equal('User-agent: *\nDisallow: /');
      expect(groups[0])
        .to.match(/User-agent: LinkedInBot\n/)
        .and.to.match(/Allow: \/l\/\nDisallow: \/$/);
    }
  });

  it('stays on http when it is on http, also with a portal on https', async () => {
    const plain = createTestServices({
      envOverrides: { ...envOverrides, LINK_URL: 'http://go.acme.example' },
    });
    const { headers } = await at(linkHost, '/', createApp(plain));
    expect(headers).not.to.have.property('strict-transport-security');
    expect((await at(linkHost, '/')).headers).to.have.property('strict-transport-security');
  });

  it('is none by default: every host is the portal’s', async () => {
    const app = createApp(createTestServices());
    expect((await at(linkHost, '/sign-in', app)).status).to.equal(200);
  });
});

describe('Where links may lead', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const services = createTestServices();
  const refusal = (promise: Promise<unknown>) =>
    promise.then(
      () => null,
      (error: unknown) => error as InvalidInput,
    );

  beforeEach(async () => {
    await buildOrganization();
    await updateOrganization(services, { actor: 'operator', targetHosts: ['acme.example', 'example.org'] });
  });

  it('is for the organization to say: no tracked link is made to another host', async () => {
    const refused = await refusal(buildTrackedLink({ target: 'https://acme.example.evil.example/' }));
    expect(refused).to.be.instanceOf(InvalidInput);
    expect(refused!.fields.target).to.deep.include({ values: { hosts: 'acme.example, example.org' } });
    expect(await refusal(buildTrackedLink({ target: 'https://www.acme.example:8443/' }))).to.equal(null);
  });

  it('is said in the studio next to the link of a post', async () => {
    const editor = await signedIn(createApp(services), { roles: ['editor'] });
    const post = { title: 'A post', suggestedCopy: ['Look.'] };
    await editor.visit('/studio/posts/new');
    const refused = await editor.submit({ ...post, link: 'https://elsewhere.example/' }, '/studio/posts/new');
    expect(refused.status).to.equal(422);
    expect(editor.page('#link-error').text()).to.contain('acme.example, example.org');
    expect(editor.page('[name=link]').val()).to.equal('https://elsewhere.example/');
    const saved = await editor.submit({ ...post, link: 'https://news.acme.example/1' }, '/studio/posts/new');
    expect(saved.status).to.equal(303);
  });

  it('is said to an advocate whose post leads elsewhere since, and what they wrote is kept', async () => {
    await updateOrganization(services, { actor: 'operator', targetHosts: [] });
    const post = await buildPost({ services, link: 'https://elsewhere.example/' });
    await updateOrganization(services, { actor: 'operator', targetHosts: ['acme.example'] });
    const advocate = await signedIn(createApp(services));
    await advocate.visit(`/posts/${post.id}`);
    const refused = await advocate.submit({ caption: 'My own words' }, `/posts/${post.id}/shares`);
    expect(refused.status).to.equal(422);
    expect(advocate.page('#target').text()).to.contain('acme.example');
    expect(advocate.page('[name=caption]').text()).to.contain('My own words');
  });

  it('is the reason why no draft is made of an inbox item that leads elsewhere', async () => {
    const item = await InboxItem.create({
      ...{ source: 'A feed', key: '1', slot: '1', title: 'Elsewhere', link: 'https://elsewhere.example/' },
      ...{ arrivedAt: services.clock.now(), sortAt: services.clock.now() },
    });
    const editor = await signedIn(createApp(services), { roles: ['editor'] });
    await editor.visit('/studio/inbox');
    const refused = await editor.submit({}, `/studio/inbox/${item.id}/draft`);
    expect(refused.status).to.equal(409);
    expect(editor.page('main').text()).to.contain('acme.example, example.org');
  });
});
