import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { DataDirInUse } from '../storage/lock.js';
import { DataFileDamaged } from '../storage/check-file.js';
import type { Instance, InstanceOptions } from './instance.js';
import type { Log } from '../wire/server.js';
import type { Failure, Said } from './thread-inside.js';

/**
 * Runs an instance in a thread of its own, so that no query, however long, holds up this one. Throws what
 * `startInstance` throws. A thread that ends without being told to is an uncaught exception here: a
 * process without its store is better ended.
 */
export async function startThread(options: InstanceOptions, log: Log): Promise<Instance> {
  // A copy that is compiled already needs no loader of TypeScript.
  const inside = import.meta.url.endsWith('.ts') ? './thread-boot.js' : './thread-inside.js';
  const worker = new Worker(new URL(inside, import.meta.url), {
    workerData: options,
    execArgv: [],
  });
  const uri = await started(worker, log);
  let cause: unknown;
  const surprise = (): void => {
    throw new Error('The embedded store ended unexpectedly', { cause });
  };
  worker.on('error', (error) => (cause = error));
  worker.once('exit', surprise);
  const stop = async (): Promise<void> => {
    worker.off('exit', surprise);
    const ended = once(worker, 'exit');
    worker.postMessage('stop');
    await ended;
    if (cause) throw cause as Error;
  };
  return { uri, stop };
}

function started(worker: Worker, log: Log): Promise<string> {
  return new Promise((resolve, reject) => {
    worker.on('message', (said: Said) => {
      if ('log' in said) log(said.log);
      else if ('uri' in said) resolve(said.uri);
      else worker.once('exit', () => reject(restored(said.failure)));
    });
    worker.once('error', reject);
  });
}

/** The error with its fields, and with its class where a caller may want to tell it by that. */
function restored({ error, fields }: Failure): Error {
  const type = [DataDirInUse, DataFileDamaged].find(({ name }) => name === fields.name);
  if (type) Object.setPrototypeOf(error, type.prototype);
  return Object.assign(error, fields);
}
