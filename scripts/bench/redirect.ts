import { execFile, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { median } from './median.js';

interface Options {
  rounds: number;
  /** Of one measurement, in seconds. */
  seconds: number;
}

/** What is measured, by the name that bench/redirect-server.ts knows it by; the first is what the others are compared with. */
const servers = {
  node: 'Bare node:http',
  express: 'Bare Express',
  groundswell: 'Groundswell, every visit on disk',
};
const connections = [32, 128];
const agent =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';

interface Result {
  perSecond: number;
  /** Milliseconds that 99 of 100 answers take at most. */
  p99: number;
}

/**
 * Sends visitors to three servers that answer 302, each in a process of its own, one after the other in every round,
 * with `wrk` (Debian's package of this name). Prints a Markdown table of medians, with ratios to the first.
 */
export async function benchRedirect({ rounds, seconds }: Options): Promise<void> {
  const results = new Map<string, Result[]>();
  const running = await Promise.all(Object.keys(servers).map(start));
  try {
    for (let round = 0; round < rounds; round += 1)
      for (const count of connections)
        for (const { name, url } of running) {
          const result = await load(url, count, seconds);
          console.error(`${name}, ${count} connections: ${Math.round(result.perSecond)} a second`);
          results.set(`${name} ${count}`, [...(results.get(`${name} ${count}`) ?? []), result]);
        }
  } finally {
    for (const { child } of running) child.kill();
  }
  console.log(table(results));
}

async function start(name: string): Promise<{ name: string; url: string; child: ChildProcess }> {
  const child = fork(new URL('./redirect-server.ts', import.meta.url), [name], {
    execArgv: ['--import', 'tsx'],
  });
  const [url] = (await once(child, 'message')) as [string];
  return { name, url, child };
}

async function load(url: string, count: number, seconds: number): Promise<Result> {
  const options = ['-t1', `-c${count}`, `-d${seconds}s`, '--latency', '-H', `User-Agent: ${agent}`, url];
  const { stdout } = await promisify(execFile)('wrk', options).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new Error('This needs wrk: apt-get install -y wrk');
    throw error;
  });
  if (/Non-2xx or 3xx|Socket errors/.test(stdout)) throw new Error(stdout);
  const [, p99, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout)!;
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)![1]);
  return { perSecond, p99: Number(p99) * { us: 0.001, ms: 1, s: 1_000 }[unit as 'us' | 'ms' | 's'] };
}

function table(results: Map<string, Result[]>): string {
  const heads = connections.flatMap((count) => [`${count} connections, a second`, 'Ratio', 'p99, ms']);
  const rows = Object.entries(servers).map(([name, label]) => [
    label,
    ...connections.flatMap((count) => {
      const rate = (one: string) => median(results.get(`${one} ${count}`)!.map(({ perSecond }) => perSecond));
      const p99 = median(results.get(`${name} ${count}`)!.map((result) => result.p99));
      return [
        Math.round(rate(name)).toLocaleString('en'),
        (rate(name) / rate('node')).toFixed(2),
        p99.toFixed(1),
      ];
    }),
  ]);
  const lines = [['', ...heads], ['---', ...heads.map(() => '---:')], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
