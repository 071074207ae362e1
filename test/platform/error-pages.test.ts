import { expect } from 'chai';
import { load } from 'cheerio';
import express, { type Express } from 'express';
import mongoose, { mongo } from 'mongoose';
import supertest from 'supertest';
import { createApp } from '../../src/app.js';
import { handleError } from '../../src/platform/http/error-handler.js';
import { Busy, Forbidden, InvalidInput, NotAllowedNow, NotFound } from '../../src/platform/errors.js';
import { requestLog } from '../../src/platform/log.js';
import { User } from '../../src/people/user.model.js';
import { viewEngine } from '../../src/platform/http/views.js';
import { viewsFolder } from '../../src/platform/text/words.js';
import { signedIn } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

/** An application whose every page throws this. */
function throwing(error: unknown): Express {
  const app = express();
  app.engine('handlebars', viewEngine()).set('view engine', 'handlebars').set('views', viewsFolder);
  Object.assign(app.locals, createApp(createTestServices()).express.locals);
  app.use(requestLog(createTestServices().log));
  app.use((_req, _res, next) => next(error));
  return app.use(handleError);
}

async function pageFor(error: unknown) {
  const response = await supertest(throwing(error)).get('/');
  return { status: response.status, text: load(response.text)('main').text(), response };
}

describe('An error page', () => {
  before(useDatabase);
  before(emptyDatabase);

  it('says in plain words what happened and what to do', async () => {
    const pages: [unknown, number, string][] = [
      [new NotFound(), 404, 'no such page'],
      [new Forbidden('draft-posts'), 403, 'have access'],
      [new NotAllowedNow('organization.exists'), 409, 'Sign in instead'],
      [new InvalidInput({ name: 'people.name-missing' }), 422, 'check the form'],
      [new Error('secret detail'), 500, 'went wrong on our side'],
    ];
    for (const [error, status, words] of pages) {
      const page = await pageFor(error);
      expect(page.status).to.equal(status);
      expect(page.text).to.contain(words);
    }
  });

  it('shows nothing of what went wrong inside, but the number to find it by', async () => {
    for (const error of [
      new Error('secret detail'),
      'secret detail',
      { status: 200, message: 'secret detail' },
    ]) {
      const { status, response } = await pageFor(error);
      expect(status).to.equal(500);
      expect(response.text).not.to.contain('secret detail').and.not.to.contain('.ts:');
      expect(response.headers['x-request-id']).to.match(/^[0-9a-f-]{36}$/);
      expect(response.text).to.contain(response.headers['x-request-id']);
    }
  });

  it('answers an address that can’t be read with 400', async () => {
    const app = createApp(createTestServices());
    for (const address of ['/set-up/%E0%A4%A', '/invitation/%ff', '/reset-password/%'])
      expect((await supertest(app).get(address)).status, address).to.equal(400);
    expect((await supertest(app).get('/%E0%A4%A')).status).to.equal(404);
  });

  it('answers a body that is too large with 413', async () => {
    const post = (body: string) =>
      supertest(createApp(createTestServices())).post('/sign-in').type('form').send(body);
    expect((await post(`email=${'x'.repeat(600_000)}`)).status).to.equal(413);
    expect((await post(Array.from({ length: 600 }, (_, n) => `f${n}=1`).join('&'))).status).to.equal(413);
  });

  const away: [string, unknown][] = [
    ['no server found', new mongo.MongoServerSelectionError('secret', {} as never)],
    ['a broken connection', new mongo.MongoNetworkError('secret')],
    ['a server that ends', new mongo.MongoServerError({ message: 'secret', code: 91 })],
    ['a server that is no longer primary', new mongo.MongoServerError({ message: 'secret', code: 10107 })],
    ['a mongoose that waits', new mongoose.Error('Operation `x.find()` buffering timed out after 10000ms')],
    ['the cause of another error', new Error('secret', { cause: new mongo.MongoNetworkError('secret') })],
  ];

  it('says with 503 and Retry-After that the database is away', async () => {
    for (const [what, error] of away) {
      const { status, text, response } = await pageFor(error);
      expect([status, response.headers['retry-after']], what).to.deep.equal([503, '5']);
      expect(response.text).not.to.contain('secret');
      expect(text).to.contain('again');
    }
    const refused = new mongo.MongoServerError({ message: 'secret', code: 2 });
    expect((await pageFor(refused)).status, 'what the database refuses').to.equal(500);
  });

  it('is JSON of the same status under /api/, whatever the error', async () => {
    const withStatus = (status: number) => Object.assign(new Error('secret'), { status });
    const errors: [unknown, number][] = [
      [new NotFound(), 404],
      [new Forbidden('x'), 403],
      [new NotAllowedNow('organization.exists'), 409],
      [new InvalidInput({ name: 'people.name-missing' }), 422],
      [new Busy(7), 503],
      ...[400, 405, 413, 415, 429].map((status): [unknown, number] => [withStatus(status), status]),
      [withStatus(418), 400],
      [withStatus(502), 500],
      [new Error('secret'), 500],
      ...away.map(([, error]): [unknown, number] => [error, 503]),
    ];
    for (const [error, status] of errors) {
      const response = await supertest(throwing(error)).get('/api/anything').set('Accept', 'text/html');
      expect([response.status, response.type]).to.deep.equal([status, 'application/problem+json']);
      const body = JSON.parse(response.text) as Record<string, unknown>;
      expect(body).to.include({ type: 'about:blank', status }).and.to.include.keys('title', 'detail');
      expect(response.text).not.to.contain('secret');
      if (status === 422) expect(body.errors).to.have.key('name');
      if (status === 503) expect(Number(response.headers['retry-after'])).to.be.above(0);
    }
    const unknown = await supertest(createApp(createTestServices())).get('/api/nothing');
    expect([unknown.status, unknown.type]).to.deep.equal([404, 'application/problem+json']);
  });

  it('is in the language of whoever is signed in, with their navigation, also when their form was too large to read', async () => {
    const agent = await signedIn(createApp(createTestServices()));
    await User.updateOne({ _id: agent.user.id }, { $set: { language: 'de' } });
    const form = agent.http.post('/account').type('form');
    const { status, text } = await form.send(`name=${'x'.repeat(600_000)}`);
    const page = load(text);
    expect(status).to.equal(413);
    expect(page('html').attr('lang')).to.equal('de');
    expect(page('nav').text()).to.contain('Feed');
  });

  it('leads on: back to the form, to the same page again where that may help, or to the start page; never elsewhere', async () => {
    const app = createApp(createTestServices());
    const agent = await signedIn(app);
    const wayOn = (text: string) => load(text)('main a.button').attr('href');
    const send = async (path: string, fields: object) =>
      (await agent.http.post(path).type('form').send(fields)).text;
    const own = { _csrf: 'of another', _page: '/sign-in?next=x' };
    expect(wayOn(await send('/sign-in', own))).to.equal('/sign-in?next=x');
    for (const _page of ['//evil.example', 'https://evil.example/', '/\\evil.example'])
      expect(wayOn(await send('/sign-in', { ...own, _page }))).to.equal('/');
    expect(wayOn((await agent.visit('/admin/people')).text)).to.equal('/');
    const again = async (path: string) => wayOn((await supertest(throwing(new Busy())).get(path)).text);
    expect(await again('/reports/results?by=day')).to.equal('/reports/results?by=day');
    expect(await again('//evil.example')).to.equal('/');
  });

  it('tells a form that is not of this browser from a page that is not for this role', async () => {
    const agent = await signedIn(createApp(createTestServices()));
    const heading = (text: string) => load(text)('h1').text();
    const form = agent.http.post('/sign-in').type('form');
    expect(heading((await form.send({ _csrf: 'of another' })).text)).to.contain("form can't be sent");
    expect(heading((await agent.visit('/admin/people')).text)).to.contain("don't have access");
  });

  it('keeps the navigation of somebody signed in', async () => {
    const agent = await signedIn(createApp(createTestServices()));
    expect((await agent.visit('/nothing-here')).status).to.equal(404);
    expect(agent.page('nav').text()).to.contain('Feed');
    expect(agent.page('h1').text()).to.contain('no such page');
  });
});
