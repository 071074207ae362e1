import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * A process of the product on its own folder and port, as `npm start` makes it, from the compiled copy of this run; `.env`
 * is not read.
 */
export function run(script: string, args: string[], env: Record<string, string>, cwd?: string) {
  const known =
    'NODE_ENV PUBLIC_URL MONGODB_URI SMTP_URL SESSION_SECRET EMBEDDED_MONGO_PORT MAIL_FROM OUTBOX'.split(' ');
  const compiled = path.join(process.env.COMPILED_PROJECT!, script.replace(/\.ts$/, '.js'));
  const child = spawn(process.execPath, [compiled, ...args], {
    cwd,
    env: {
      ...Object.fromEntries(known.map((name) => [name, ''])),
      PATH: process.env.PATH,
      ...(process.env.NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }),
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exit = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  void exit.then(() => running.delete(child));
  return {
    child,
    exit,
    output: () => output,
    /** Resolves once it has printed this. @throws Error when it ends before */
    async prints(pattern: RegExp): Promise<void> {
      while (!pattern.test(output)) {
        if (!running.has(child)) throw new Error(`It ended without printing ${pattern}: ${output}`);
        await wait(20);
      }
    },
    async stop(): Promise<number | null> {
      child.kill('SIGTERM');
      return exit;
    },
  };
}

const running = new Set<ChildProcess>();

/** Ends every process that a test left behind. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
