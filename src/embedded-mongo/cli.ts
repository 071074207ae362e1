// `npm run store`: the embedded MongoDB endpoint alone, for other processes of this machine to use.
import { DataDirInUse, startEmbeddedMongo } from './index.js';

try {
  const store = await startEmbeddedMongo({
    dataDir: process.env.DATA_DIR ?? './data',
    port: Number(process.env.EMBEDDED_MONGO_PORT ?? 0),
    log: (message) => console.error(message),
  });
  console.log(store.uri);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      store.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
} catch (error) {
  console.error(error instanceof DataDirInUse ? error.message : error);
  process.exitCode = 1;
}
