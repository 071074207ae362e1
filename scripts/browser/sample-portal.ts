import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createApp } from '../../src/app.js';
import { openDatabase } from '../../src/platform/data/database.js';
import { readEnv } from '../../src/platform/env.js';
import { loadSampleOrganization, type SignIn } from '../../src/sample-organization/index.js';
import { createServices } from '../../src/services.js';

export interface SamplePortal {
  url: string;
  signIns: SignIn[];
  close(): Promise<void>;
}

/** Starts the portal with the sample organization, in a folder of its own that is deleted at the end. */
export async function openSamplePortal(): Promise<SamplePortal> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'groundswell-sample-'));
  const env = readEnv({ DATA_DIR: dataDir, LOG_LEVEL: 'error' });
  const database = await openDatabase({ DATA_DIR: dataDir, EMBEDDED_MONGO_PORT: 0 });
  const server = createServer();
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const services = { ...createServices(env), publicUrl: url };
    console.error('Making the sample organization …');
    const { signIns } = await loadSampleOrganization(services);
    server.on('request', createApp(services));
    return { url, signIns, close };
  } catch (error) {
    await close();
    throw error;
  }
}
