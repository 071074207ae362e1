import { startStore } from './platform/data/start-store.js';
import { readEnv } from './platform/env.js';
import { failToStart } from './platform/start-errors.js';

/** Loading the application takes seconds. Meanwhile the embedded store starts in a thread of its own. */
async function start(): Promise<void> {
  const env = readEnv();
  const store = startStore(env);
  // What goes wrong with it is reported by who waits for it.
  store.catch(() => {});
  const { serve } = await import('./serve.js');
  await serve(env, store);
}

start().catch(failToStart);
