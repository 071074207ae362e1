// Runs the tests, all but the browser's, on another release of Node:
//
//   npm run test:node -- 24
//
// The binary comes from the npm registry, from a package that runs no script; further arguments are patterns of test files.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { withCompiledTests } from './run-tests.js';

/** The releases to test, besides the oldest one. */
const versions: Record<string, string> = { 22: '22.23.5', 24: '24.22.3' };

/** The folder of a Node binary of this release; installs it if needed. */
function install(version: string): string {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = path.resolve('node_modules', '.cache', `${name}-${version}`);
  const bin = path.join(folder, 'node_modules', name, 'bin');
  if (existsSync(path.join(bin, 'node'))) return bin;
  const options = ['--no-save', '--no-package-lock', '--ignore-scripts', '--prefix', folder];
  const { status } = spawnSync('npm', ['install', ...options, `${name}@${version}`], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`npm could not install ${name}@${version}`);
  return bin;
}

const [release = '', ...given] = process.argv.slice(2);
const version = versions[release];
if (!version) {
  process.stderr.write(`Name one of these releases of Node: ${Object.keys(versions).join(', ')}\n`);
  process.exit(2);
}
const bin = install(version);
const everything = ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts'];
process.stdout.write(`\nOn Node ${version}\n`);
const isGreen = await withCompiledTests(
  (runTests) => runTests(given.length ? given : everything, ['test/browser/*.test.ts']),
  path.join(bin, 'node'),
);
process.exitCode = isGreen ? 0 : 1;
