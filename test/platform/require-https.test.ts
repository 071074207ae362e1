import { expect } from 'chai';
import supertest from 'supertest';
import { createApp } from '../../src/app.js';
import { listenHost } from '../../src/platform/http/listen-host.js';
import { buildTrackedLink, browser } from '../clicks/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('A portal reached by https', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const PUBLIC_URL = 'https://share.example.com';
  const app = (TRUST_PROXY: number) =>
    createApp(createTestServices({ envOverrides: { PUBLIC_URL, TRUST_PROXY } }));

  it('says what to set when a request comes by http, for forms too', async () => {
    for (const send of [
      supertest(app(0)).get('/sign-in'),
      supertest(app(0)).post('/sign-in').type('form').send({}),
    ]) {
      const { status, text, headers } = await send.set('X-Forwarded-Proto', 'https');
      expect(status).to.equal(400);
      expect(text).to.contain('TRUST_PROXY').and.to.contain(PUBLIC_URL);
      expect(headers).not.to.have.property('set-cookie');
    }
  });

  it('says so to programs in JSON, as any error of the API', async () => {
    for (const path of ['/api', '/api/conversions/1', '/API/unknown']) {
      const { status, type, text, headers } = await supertest(app(0)).get(path).set('Accept', 'text/html');
      expect([status, type], path).to.deep.equal([400, 'application/problem+json']);
      expect((JSON.parse(text) as { detail: string }).detail).to.contain(PUBLIC_URL);
      expect(headers).not.to.have.property('set-cookie');
    }
  });

  it('shows its pages when the trusted proxy says https', async () => {
    const page = await supertest(app(1)).get('/sign-in').set('X-Forwarded-Proto', 'https');
    expect(page.status).to.equal(200);
  });

  it('leads tracked links on all the same', async () => {
    const { slug } = await buildTrackedLink();
    expect((await supertest(app(0)).get(`/l/${slug}`).set('User-Agent', browser)).status).to.equal(302);
  });
});

describe('The address that the server listens on', () => {
  const host = (env: { HOST?: string; TRUST_PROXY?: number | string[] }, isDemo = false) =>
    listenHost({ HOST: undefined, TRUST_PROXY: 0, ...env }, isDemo);

  it('is loopback for the demo and behind a proxy, and every address otherwise, unless HOST says', () => {
    expect(host({}, true)).to.equal('127.0.0.1');
    expect([host({ TRUST_PROXY: 1 }), host({ TRUST_PROXY: ['10.0.0.0/8'] })]).to.deep.equal([
      '127.0.0.1',
      '127.0.0.1',
    ]);
    expect(host({})).to.equal(undefined);
    expect(host({ HOST: '0.0.0.0', TRUST_PROXY: 1 }, true)).to.equal('0.0.0.0');
  });
});
