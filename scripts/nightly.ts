// The wide version of what `npm test` samples of the embedded store, the tests on Node 22 and 24, and sixty mutants; takes a few hours:
//
//   COMPARE_URI=mongodb://… npm run nightly
//
// COMPARE_URI names a MongoDB-compatible engine for 20,000 generated cases side by side. SEED chooses them;
// without one it is the day's number, so that each night asks others and says which.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const DAY_MS = 86_400_000;

if (!process.env.COMPARE_URI) {
  process.stderr.write('COMPARE_URI must name the engine to compare with, like mongodb://127.0.0.1:27017/\n');
  process.exit(2);
}
const { COMPARE_URI, SEED = String(Math.floor(Date.now() / DAY_MS)), ...rest } = process.env;

// The attack needs the embedded store as a process of its own, as `npm run store` starts it.
const DATA_DIR = mkdtempSync(path.join(os.tmpdir(), 'groundswell-nightly-'));
const store = spawn(process.execPath, ['--import', 'tsx', 'src/cli/store.ts'], {
  env: { ...rest, DATA_DIR, EMBEDDED_MONGO_PORT: '0' },
  stdio: 'ignore',
});
const uriFile = path.join(DATA_DIR, 'embedded-mongo.uri');
while (!existsSync(uriFile) && store.exitCode === null) await wait(100);

const runs: { what: string; command: string[]; env: Record<string, string> }[] = [
  ...['22', '24'].map((release) => ({
    what: `all but the browser, on Node ${release}`,
    command: ['tsx', 'scripts/test-on-node.ts', release],
    env: { SAMPLES: 'many' },
  })),
  {
    what: `20,000 cases of seed ${SEED} beside another engine`,
    command: ['mocha', 'packages/embedded-mongo/test/differential/*.test.ts'],
    env: { COMPARE_URI, SEED, CASES: '20000' },
  },
  {
    what: '50 killed writers',
    command: ['mocha', 'packages/embedded-mongo/test/crash.test.ts'],
    env: { CRASHES: '50' },
  },
  {
    what: '150 processes that change documents, killed or stopped at any moment',
    command: ['mocha', 'test/events/attack.test.ts'],
    env: { KILLS: '150', MONGODB_URI: readFileSync(uriFile, 'utf8').trim() },
  },
  {
    what: `60 mutants of seed ${SEED}; survivors are listed`,
    command: ['tsx', 'scripts/mutate.ts', '--seed', SEED],
    env: {},
  },
  { what: 'broken frames', command: ['mocha', 'packages/embedded-mongo/test/fuzz.test.ts'], env: {} },
];

const failed = runs.filter(({ what, command, env }) => {
  process.stdout.write(`\n${what}\n`);
  const { status } = spawnSync('npx', command, { stdio: 'inherit', env: { ...rest, ...env } });
  return status !== 0;
});
store.kill();
rmSync(DATA_DIR, { recursive: true, force: true });
for (const { what } of failed) process.stderr.write(`failed: ${what}\n`);
process.exitCode = failed.length > 0 ? 1 : 0;
