import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { compiledFolder, compileProject } from './compile.js';

/**
 * Runs the tests in these files except `ignored`; returns whether all passed. Both are patterns of TypeScript
 * files.
 */
export type RunTests = (files: string[], ignored?: string[]) => Promise<boolean>;

/** What takes longest begins first, so that no process works alone at the end. */
const longest = [
  'browser/pages',
  'browser/look',
  'server',
  'clicks/lost-nothing',
  'browser/journey',
  'sources/fetch-feed',
  'migrations/old-data',
  'browser/seen-by-eye',
  'browser/bad-input',
  'browser/error-pages',
  'journeys/strangers',
  'sign-in/limit-attempts',
  'conversions/import',
  'posts/studio',
  'store-command',
  'sample-organization/load-sample-organization',
  'digests/send-due-digests',
  'clicks/replay',
  'migrations/start',
  'participation/close-weeks',
].map((name) => `test/${name}.test.ts`);

const inPattern: Record<string, string> = { '**/': '(?:.*/)?', '*': '[^/]*', '{': '(?:', '}': ')', ',': '|' };

const asRegExp = (pattern: string) =>
  new RegExp(`^${pattern.replace(/\*\*\/|[*{},.+^$()|[\]\\?]/g, (sign) => inPattern[sign] ?? `\\${sign}`)}$`);

/** The files of these patterns except `ignored`, in the order to run them. */
function testFiles(patterns: string[], ignored: string[]): string[] {
  const isOf = (list: string[], file: string) => list.map(asRegExp).some((each) => each.test(file));
  const all = ['test', ...readdirSync('packages').map((name) => `packages/${name}/test`)].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.posix.join(folder, file)),
  );
  for (const file of longest)
    if (!all.includes(file)) throw new Error(`There is no ${file}, which scripts/run-tests.ts runs first`);
  const files = all
    .filter((file) => file.endsWith('.test.ts') && isOf(patterns, file) && !isOf(ignored, file))
    .sort();
  return [
    ...longest.filter((file) => files.includes(file)),
    ...files.filter((file) => !longest.includes(file)),
  ];
}

/**
 * A new folder for what tests store: in memory if there is room, because most tests wait for the disk for nothing. The
 * tests of the store use the disk.
 */
function temporaryFolder(files: string[]): string {
  const memory = '/dev/shm';
  const hasRoom = () => {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > 4 * 2 ** 30;
  };
  const inMemory = existsSync(memory) && hasRoom() && !files.some((file) => file.startsWith('packages/'));
  const folder = mkdtempSync(path.join(inMemory ? memory : os.tmpdir(), 'groundswell-run-'));
  // Some tests try what another user may read in folders of their own.
  chmodSync(folder, 0o755);
  return folder;
}

/**
 * Gives `work` a way to run tests from a compiled copy of the project, and its folder, which is deleted afterwards.
 * @param node the binary to run them with, as first in PATH for tests that start a shell
 */
export async function withCompiledTests<T>(
  work: (runTests: RunTests, folder: string) => Promise<T>,
  node = process.execPath,
): Promise<T> {
  const folder = compiledFolder();
  try {
    await compileProject(folder);
    const config = path.join(folder, '.mocharc.json');
    writeFileSync(config, compiledConfig(folder));
    return await work(
      (files, ignored = []) => runFiles(folder, config, node, testFiles(files, ignored)),
      folder,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runFiles(folder: string, config: string, node: string, files: string[]): Promise<boolean> {
  if (!files.length) throw new Error('There are no such tests');
  const compiled = files.map((file) => path.join(folder, file.replace(/\.ts$/, '.js')));
  const TMPDIR = temporaryFolder(files);
  try {
    const child = spawn(node, ['node_modules/mocha/bin/mocha.js', '--config', config, ...compiled], {
      stdio: 'inherit',
      env: {
        ...process.env,
        TMPDIR,
        COMPILED_PROJECT: folder,
        // Since Node.js 22: saves a third of the time that a process needs to load the program.
        NODE_COMPILE_CACHE: path.resolve('node_modules/.cache/node'),
        PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}`,
      },
    });
    return (await new Promise<number | null>((resolve) => child.once('close', resolve))) === 0;
  } finally {
    await rm(TMPDIR, { recursive: true, force: true });
  }
}

/** The options of `.mocharc.json`, without those that the compiler needs. */
function compiledConfig(folder: string): string {
  const options = JSON.parse(readFileSync('.mocharc.json', 'utf8')) as Record<string, string[]>;
  return JSON.stringify({
    ...options,
    'node-option': ['enable-source-maps'],
    require: options.require!.map((file) => path.join(folder, file.replace(/\.ts$/, '.js'))),
  });
}
