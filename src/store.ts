import { startEmbeddedMongo } from './embedded-mongo/index.js';
import { readEnv } from './platform/env.js';
import { failToStart } from './platform/start-errors.js';

/** `npm run store`: the embedded database alone, for other processes of this machine. Its URI is the first line. */
async function start(): Promise<void> {
  const env = readEnv();
  const store = await startEmbeddedMongo({
    dataDir: env.DATA_DIR,
    port: env.EMBEDDED_MONGO_PORT,
    log: (message) => console.error(message),
  });
  console.log(store.uri);
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void store.stop().then(() => process.exit(0), failToStart));
}

start().catch(failToStart);
