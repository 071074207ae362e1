import { readlinkSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

/** A function to call: where it is exported, under which name, and its arguments. */
export interface Call {
  module: string;
  name: string;
  args: unknown[];
}

/** What the thread answers: first that it begins, when the function is loaded, with its place in /proc; then what came of it. */
export type Answer = { begins: string } | { result: unknown } | { error: unknown };

/** Where Linux says how much processor time this thread took; empty on other systems. */
function placeInProc(): string {
  try {
    return `/proc/${readlinkSync('/proc/thread-self')}/stat`;
  } catch {
    return '';
  }
}

type Functions = Record<string, (...args: unknown[]) => unknown>;

/** Bytes cross threads as a plain array of bytes. */
const asGiven = (arg: unknown): unknown =>
  arg instanceof Uint8Array ? Buffer.from(arg.buffer, arg.byteOffset, arg.byteLength) : arg;

const answer = (message: Answer): void => parentPort!.postMessage(message);

async function run({ module, name, args }: Call): Promise<void> {
  try {
    const functions = (await import(module)) as Functions;
    answer({ begins: placeInProc() });
    answer({ result: await functions[name]!(...args.map(asGiven)) });
  } catch (error) {
    answer({ error });
  }
}

parentPort!.on('message', (call: Call) => void run(call));
