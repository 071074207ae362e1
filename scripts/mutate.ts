// Makes the product weaker in small ways, one at a time, and says which of them no test notices:
//
//   npm run mutate -- --seed 7 --count 20 --file 'src/posts/*.ts'
//
// --seed chooses which (the number of the day unless given), --count how many (60), --file in which files, and --list
// prints them all without running a test. Survivors are a list to read: only tests that fail without any change end it with 1.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { transform } from 'esbuild';
import ts from 'typescript';
import { groupBy } from '../src/platform/data/group-by.js';
import { randomFor } from '../src/platform/data/random.js';
import { compileOptions } from './compile.js';
import { areaOf, fits, isEquivalent } from './mutate/areas.js';
import { mutantsOf, type Mutant } from './mutate/rules.js';
import { withCompiledTests } from './run-tests.js';

const DAY_MS = 86_400_000;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Date.now() / DAY_MS)) },
    count: { type: 'string', default: '60' },
    file: { type: 'string', default: '**' },
    list: { type: 'boolean', default: false },
  },
});

/** The files as they were read, by path. */
const texts = new Map<string, string>();

/** All mutants of the files in the table, but those that are known to be equivalent. */
function findMutants(): Mutant[] {
  const files = ['src', 'jobs'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.posix.join(folder, file)),
  );
  const chosen = files
    .filter((file) => file.endsWith('.ts') && !/\.(view|model)\.ts$/.test(file) && areaOf(file))
    .filter((file) => fits(file, values.file))
    .sort();
  const { config } = ts.readConfigFile('tsconfig.json', (file) => readFileSync(file, 'utf8')) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const program = ts.createProgram(chosen, options);
  const checker = program.getTypeChecker();
  for (const file of chosen) texts.set(file, program.getSourceFile(file)!.text);
  return chosen
    .flatMap((file) => mutantsOf(program.getSourceFile(file)!, file, checker))
    .filter((mutant) => !isEquivalent(mutant, texts.get(mutant.file)!));
}

/** The first so many in an order that depends on the seed. */
function sample(mutants: Mutant[], count: number, seed: string): Mutant[] {
  const random = randomFor('mutate', seed);
  return mutants
    .map((mutant) => ({ mutant, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .slice(0, count)
    .map(({ mutant }) => mutant);
}

const inOneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

const print = ({ file, line, rule, original, mutated }: Mutant) =>
  `${file}:${line}  ${rule}: ${inOneLine(original)} → ${inOneLine(mutated) || '(left out)'}`;

/** The process group of the tests that run, and whether this was interrupted. */
let running: number | undefined;
let isInterrupted = false;

// The tests are in a group of their own, which an interruption does not reach.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    isInterrupted = true;
    if (running) process.kill(-running, 'SIGKILL');
  });

/** Runs tests of the compiled copy in one process up to the first one that fails, and names it; null when the time was over. */
async function runTests(copy: string, tests: string[], limitMs: number): Promise<string[] | null> {
  const runDir = mkdtempSync(path.join(os.tmpdir(), 'groundswell-mutant-'));
  // The run deletes its folder before it ends.
  const report = path.join(copy, 'mutant-report.json');
  rmSync(report, { force: true });
  const child = spawn(
    process.execPath,
    [
      'node_modules/mocha/bin/mocha.js',
      ...['--config', path.join(copy, '.mocharc.json'), '--no-parallel', '--bail', '--exit'],
      ...['--reporter=json', `--reporter-option=output=${report}`],
      ...tests.map((test) => path.join(copy, test.replace(/\.ts$/, '.js'))),
    ],
    {
      stdio: 'ignore',
      // In a group of its own, so that what the tests start ends with them.
      detached: true,
      env: { ...process.env, COMPILED_PROJECT: copy, TEST_RUN_DIR: runDir },
    },
  );
  running = child.pid;
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    process.kill(-child.pid!, 'SIGKILL');
  }, limitMs);
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(late);
  running = undefined;
  const failed = status === 0 ? [] : failuresIn(report);
  await rm(runDir, { recursive: true, force: true });
  return isLate ? null : failed;
}

function failuresIn(report: string): string[] {
  const unloadable = ['the tests could not be loaded'];
  if (!existsSync(report)) return unloadable;
  const { failures } = JSON.parse(readFileSync(report, 'utf8')) as { failures: { fullTitle: string }[] };
  return failures.length ? failures.map(({ fullTitle }) => fullTitle) : unloadable;
}

/** Puts a mutant into the copy while its tests run. */
async function tryMutant(mutant: Mutant, copy: string, tests: string[], limitMs: number) {
  const { file, start, end, mutated } = mutant;
  const compiled = path.join(copy, file.replace(/\.ts$/, '.js'));
  const original = readFileSync(compiled);
  const text = texts.get(file)!;
  const { code } = await transform(text.slice(0, start) + mutated + text.slice(end), {
    ...compileOptions,
    loader: 'ts',
    sourcefile: path.resolve(file),
  });
  writeFileSync(compiled, code);
  const failures = await runTests(copy, tests, limitMs);
  writeFileSync(compiled, original);
  return failures;
}

/** Tries the mutants area by area, and prints the result of each. Resolves with false when tests fail without any. */
async function run(mutants: Mutant[], copy: string): Promise<boolean> {
  const counts = { killed: 0, survived: 0, 'timed out': 0 };
  const survivors: string[] = [];
  let isGreen = true;
  for (const [area, ofArea] of groupBy(mutants, ({ file }) => areaOf(file)!)) {
    process.stdout.write(`\n${area.about}\n`);
    const begun = performance.now();
    const unmutated = await runTests(copy, area.tests, 3_600_000);
    if (unmutated?.length !== 0) {
      process.stdout.write(
        `  fails without any change: ${unmutated?.join(', ') ?? 'no end within an hour'}\n`,
      );
      if (isInterrupted) return false;
      isGreen = false;
      continue;
    }
    const limitMs = 60_000 + 3 * (performance.now() - begun);
    for (const mutant of ofArea) {
      if (isInterrupted) return false;
      const failures = await tryMutant(mutant, copy, area.tests, limitMs);
      const outcome = failures === null ? 'timed out' : failures.length ? 'killed' : 'survived';
      counts[outcome] += 1;
      if (outcome === 'survived') survivors.push(print(mutant));
      process.stdout.write(`  ${outcome}: ${print(mutant)}\n`);
      if (failures?.length) process.stdout.write(`    by: ${failures[0]}\n`);
    }
  }
  const sums = Object.entries(counts).map(([outcome, count]) => `${count} ${outcome}`);
  process.stdout.write(`\n${sums.join(', ')}\n`);
  if (survivors.length) process.stdout.write(`\nNo test noticed:\n${survivors.join('\n')}\n`);
  return isGreen;
}

const all = findMutants();
if (values.list) process.stdout.write(`${all.map(print).join('\n')}\n${all.length} mutants\n`);
else {
  const mutants = sample(all, Number(values.count), values.seed);
  process.stdout.write(`${mutants.length} of ${all.length} mutants, seed ${values.seed}\n`);
  const isGreen = await withCompiledTests((_, copy) => run(mutants, copy));
  process.exitCode = isGreen ? 0 : 1;
}
