import { execFile, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { median } from './median.js';
import { signInMeanwhile } from './sign-ins.js';

interface Options {
  rounds: number;
  /** Of one measurement, in seconds. */
  seconds: number;
}

/** What is measured, on the servers of bench/redirect-server.ts. The others are compared with the first. */
const measured = [
  { label: 'Bare node:http', server: 'node' },
  { label: 'Bare Express', server: 'express' },
  { label: 'Groundswell, every visit on disk', server: 'groundswell' },
  { label: 'The same, with a signed id of each click', server: 'signed' },
  { label: 'The same, beside 40 parallel sign-ins', server: 'signed', isBesideSignIns: true },
];
const connections = [32, 128];
const agent =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';

interface Result {
  perSecond: number;
  /** The time in milliseconds within which 99 of 100 answers arrive. */
  p99: number;
}

/**
 * Sends visitors to servers that answer 302, each in its own process, one after the other in each round, with
 * `wrk` (the Debian package of this name). Prints a Markdown table of medians, with ratios to the first.
 */
export async function benchRedirect({ rounds, seconds }: Options): Promise<void> {
  const results = new Map<string, Result[]>();
  const names = [...new Set(measured.map(({ server }) => server))];
  const running = new Map(await Promise.all(names.map(start)));
  try {
    for (let round = 0; round < rounds; round += 1)
      for (const count of connections)
        for (const { label, server, isBesideSignIns } of measured) {
          const { url } = running.get(server)!;
          const stop = isBesideSignIns ? await signInMeanwhile(new URL(url).origin) : undefined;
          const result = await load(url, count, seconds);
          const signIns = stop ? `; sign-ins: ${await stop()}` : '';
          console.error(`${label}, ${count} connections: ${Math.round(result.perSecond)} a second${signIns}`);
          results.set(`${label} ${count}`, [...(results.get(`${label} ${count}`) ?? []), result]);
        }
  } finally {
    for (const { child } of running.values()) child.kill();
  }
  console.log(table(results));
}

async function start(name: string): Promise<[name: string, { url: string; child: ChildProcess }]> {
  const child = fork(new URL('./redirect-server.ts', import.meta.url), [name], {
    execArgv: ['--import', 'tsx'],
  });
  const [url] = (await once(child, 'message')) as [string];
  return [name, { url, child }];
}

async function load(url: string, count: number, seconds: number): Promise<Result> {
  const options = [
    '-t1',
    `-c${count}`,
    `-d${seconds}s`,
    '--latency',
    '--timeout',
    '10s',
    '-H',
    `User-Agent: ${agent}`,
    url,
  ];
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
  const rows = measured.map(({ label }) => [
    label,
    ...connections.flatMap((count) => {
      const rate = (one: string) => median(results.get(`${one} ${count}`)!.map(({ perSecond }) => perSecond));
      const p99 = median(results.get(`${label} ${count}`)!.map((result) => result.p99));
      return [
        Math.round(rate(label)).toLocaleString('en'),
        (rate(label) / rate(measured[0]!.label)).toFixed(2),
        p99.toFixed(1),
      ];
    }),
  ]);
  const lines = [['', ...heads], ['---', ...heads.map(() => '---:')], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
