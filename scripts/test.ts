// `npm test`: lint, types and all tests, including those in a browser.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromiumPath } from './find-chromium.js';
import { withCompiledTests, type RunTests } from './run-tests.js';

const cache = 'node_modules/.cache';

/**
 * True when a command of `node_modules/.bin` succeeds. Its output is printed at the end, because two run at a
 * time.
 */
async function passes(command: string, args: string[]): Promise<boolean> {
  const child = spawn(path.resolve('node_modules/.bin', command), args, {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  process.stdout.write(output);
  return status === 0;
}

const cached = ['--cache', '--cache-strategy', 'content', '--cache-location'];
const lint = () => passes('eslint', ['.', ...cached, `${cache}/eslint-passed`]);
const format = () =>
  passes('prettier', ['--check', '--log-level', 'warn', '.', ...cached, `${cache}/prettier-passed`]);
const types = () => passes('tsc', ['--incremental', '--tsBuildInfoFile', `${cache}/types.tsbuildinfo`]);

/** What the tests of the store depend on: its files, their command, the versions of its packages, and Node. */
function storeStamp(): string {
  const hash = createHash('sha256').update(process.version).update(readFileSync('package-lock.json'));
  const entries = ['packages', 'src/cli'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }),
  );
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/**
 * The tests of the store take as long as all others. They run when it has changed since they passed here, and
 * always in CI.
 */
async function storeTests(runTests: RunTests): Promise<boolean> {
  const file = `${cache}/embedded-mongo.tests-passed`;
  const stamp = storeStamp();
  let passed = '';
  try {
    passed = readFileSync(file, 'utf8');
  } catch {
    // They have not passed here yet.
  }
  if (passed === stamp && process.env.CI !== 'true') {
    console.log('\nThe embedded store is as it was when its tests passed. CI=true npm test runs them again.');
    return true;
  }
  if (!(await runTests(['packages/*/test/**/*.test.ts']))) return false;
  mkdirSync(cache, { recursive: true });
  writeFileSync(file, stamp);
  return true;
}

chromiumPath();
const checks = await Promise.all([lint().then(async (isClean) => (await format()) && isClean), types()]);
if (checks.every(Boolean))
  await withCompiledTests(async (runTests) => {
    checks.push(await runTests(['test/**/*.test.ts']), await storeTests(runTests));
  });
process.exitCode = checks.every(Boolean) ? 0 : 1;
