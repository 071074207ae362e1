import { Worker } from 'node:worker_threads';

/** A function to call: where it is exported, under which name, and its arguments. */
export interface Call {
  module: string;
  name: string;
  args: unknown[];
}

/** What the process answers: first that it begins, when the function is loaded; then what came of it. */
export type Answer = { begins: true } | { result: unknown } | { error: unknown };

type Functions = Record<string, (...args: unknown[]) => unknown>;

const answer = (message: Answer): void => void process.send!(message);

async function run({ module, name, args }: Call): Promise<void> {
  try {
    const functions = (await import(module)) as Functions;
    answer({ begins: true });
    answer({ result: await functions[name]!(...args) });
  } catch (error) {
    answer({ error });
  }
}

process.on('message', (call: Call) => void run(call));

// A signal to the whole group is for the parent: it may still need an answer. When it ends, so does this process.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit());

// Ends this process also in the middle of a call, when its parent was killed.
const watch = `
  setInterval(() => process.ppid === ${process.ppid} || process.kill(process.pid, 'SIGKILL'), 500);
`;
new Worker(watch, { eval: true, execArgv: [] }).unref();
