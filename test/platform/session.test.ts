import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import MongoStore from 'connect-mongo';
import express from 'express';
import sinon from 'sinon';
import { createSessions } from '../../src/platform/http/session.js';
import { useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('A redirect', () => {
  before(useDatabase);
  let server: Server;
  afterEach(() => {
    sinon.restore();
    server.close();
  });

  it('leaves once the session is stored, so that the next page finds what was left in it', async () => {
    let isStored = false;
    sinon.stub(MongoStore.prototype, 'set').callsFake((async (
      _id,
      _session,
      done?: (error?: unknown) => void,
    ) => {
      await wait(200);
      isStored = true;
      done?.(null);
    }) as MongoStore['set']);
    const app = express().use(...createSessions(createTestServices()).middleware);
    app.post('/', (req, res) => {
      Object.assign(req.session, { passport: { user: 'a'.repeat(24) }, flash: [] });
      res.redirect(303, '/next');
    });
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    // Resolves with the headers: a browser follows them at once.
    const { status } = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', redirect: 'manual' });
    expect(status).to.equal(303);
    expect(isStored).to.equal(true);
  });
});
