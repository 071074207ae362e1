import { writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** A function to call: its module, its name, and its arguments. */
export interface Call {
  module: string;
  name: string;
  args: unknown[];
}

/** The answers of the process: first that the function is loaded and begins, then its result or error. */
export type ProcessAnswer = { begins: true } | { result: unknown } | { error: unknown };

type Functions = Record<string, (...args: unknown[]) => unknown>;

const answer = (message: ProcessAnswer): void => void process.send!(message);

async function run({ module, name, args }: Call): Promise<void> {
  try {
    const functions = (await import(module)) as Functions;
    answer({ begins: true });
    answer({ result: await functions[name]!(...args) });
  } catch (error) {
    answer({ error });
  }
}

// Where memory runs out, the system ends this process, and not the one that answers requests.
try {
  writeFileSync('/proc/self/oom_score_adj', '1000');
} catch {
  // Only Linux has this.
}

process.on('message', (call: Call) => void run(call));

// A signal to the process group is meant for the parent, which may still need an answer. This process ends with
// it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit());

// Ends this process even during a call when its parent was killed.
const watch = `
  setInterval(() => process.ppid === ${process.ppid} || process.kill(process.pid, 'SIGKILL'), 500);
`;
new Worker(watch, { eval: true, execArgv: [] }).unref();
