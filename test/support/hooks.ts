import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { compileProject } from './compiled.js';
import { closeDatabase, dropDatabasesOfRun } from './database.js';

// The first process of a run makes its folder; the processes it starts for the test files inherit it.
process.env.TEST_RUN_DIR ??= mkdtempSync(path.join(os.tmpdir(), 'groundswell-tests-'));

// Known before the processes for the test files start, which inherit it.
process.env.COMPILED_PROJECT ??= path.resolve('node_modules/.cache/compiled', String(process.pid));

/** Runs once, in the first process, before any test file. */
export async function mochaGlobalSetup(): Promise<void> {
  await compileProject(process.env.COMPILED_PROJECT!);
}

/** Runs once, in the first process, after every test file. */
export async function mochaGlobalTeardown(): Promise<void> {
  await closeDatabase();
  await dropDatabasesOfRun();
  await rm(process.env.TEST_RUN_DIR!, { recursive: true, force: true });
  await rm(process.env.COMPILED_PROJECT!, { recursive: true, force: true });
}
