import { parentPort, workerData } from 'node:worker_threads';
import { startInstance } from './instance.js';
import type { Instance, InstanceOptions } from './instance.js';

/** What the thread of the store says: its address once, or why it has none; log lines at any time. */
export type Said = { uri: string } | { failure: Failure } | { log: string };

/** An error as it crosses threads, which takes neither its class nor its fields along. */
export interface Failure {
  error: Error;
  fields: { name?: string };
}

function say(said: Said): void {
  parentPort!.postMessage(said);
}

async function start(): Promise<Instance | undefined> {
  try {
    return await startInstance(workerData as InstanceOptions, (log) => say({ log }));
  } catch (thrown) {
    const error = thrown as Error;
    say({ failure: { error, fields: { ...error } } });
    return undefined;
  }
}

const instance = await start();
if (instance) {
  // The one thing the thread is ever told is to stop; with the port closed nothing keeps it from ending.
  parentPort!.once('message', () => void instance.stop().then(() => parentPort!.close()));
  say({ uri: instance.uri });
}
