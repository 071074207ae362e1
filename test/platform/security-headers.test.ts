import { expect } from 'chai';
import supertest from 'supertest';
import type { Env } from '../../src/platform/env.js';
import { createApp } from '../../src/app.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

const headersAt = async (address: string, PUBLIC_URL: string) =>
  (await supertest(createApp(createTestServices({ envOverrides: { PUBLIC_URL } }))).get(address))
    .headers as Record<string, string>;

describe('Every page', () => {
  before(useDatabase);
  before(emptyDatabase);

  for (const address of ['/sign-in', '/nothing-here', '/css/groundswell.css'])
    it(`runs no script and no style but our files, in nobody’s frame: ${address}`, async () => {
      const headers = await headersAt(address, 'http://localhost:3000');
      const policy = headers['content-security-policy']!;
      expect(policy)
        .to.contain("default-src 'self'")
        .and.contain("script-src 'self'")
        .and.contain("style-src 'self'");
      expect(policy)
        .to.contain("frame-ancestors 'none'")
        .and.contain("base-uri 'none'")
        .and.contain("form-action 'self'");
      expect(policy).to.match(/img-src 'self'(;|$)/);
      expect(policy).not.to.match(/unsafe|\*/);
      expect(headers).to.include({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' });
      expect(headers).not.to.have.property('x-powered-by');
    });

  it('uses neither camera, microphone nor place', async () => {
    const policy = (await headersAt('/sign-in', 'http://localhost:3000'))['permissions-policy'];
    for (const feature of ['camera', 'microphone', 'geolocation', 'payment', 'usb'])
      expect(policy).to.contain(`${feature}=()`);
    expect(policy).not.to.contain('clipboard-write');
  });

  it('says whom to tell of a weakness', async () => {
    const textFor = async (envOverrides: Partial<Env>) =>
      (await supertest(createApp(createTestServices({ envOverrides }))).get('/.well-known/security.txt'))
        .text;
    expect(
      await textFor({ MAIL_FROM: 'Acme <portal@acme.example>', PUBLIC_URL: 'https://share.acme.example' }),
    ).to.equal(
      'Contact: mailto:portal@acme.example\nExpires: 2027-05-17T09:00:00.000Z\nPreferred-Languages: en\n' +
        'Canonical: https://share.acme.example/.well-known/security.txt\n',
    );
    expect(await textFor({ SECURITY_CONTACT: 'https://acme.example/security' })).to.match(
      /^Contact: https:\/\/acme\.example\/security\n/,
    );
  });

  it('stays on https once it is there, and on http where it must', async () => {
    const secure = await headersAt('/sign-in', 'https://share.example.com');
    expect(secure['strict-transport-security']).to.match(/max-age=\d{8}/);
    expect(secure['content-security-policy']).to.contain('upgrade-insecure-requests');
    const plain = await headersAt('/sign-in', 'http://localhost:3000');
    expect(plain).not.to.have.property('strict-transport-security');
    expect(plain['content-security-policy']).not.to.contain('upgrade-insecure-requests');
  });
});
