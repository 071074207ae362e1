import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { compiledFolder, compileProject } from '../../scripts/compile.js';
import { closeDatabase, distrustDatabase, dropDatabasesOfRun } from './database.js';
import { checkQueries, monitorCommands, recordQueries, setTestFile } from './query-shapes.js';

// The first process of a run makes its folder; the processes it starts for the test files inherit it.
process.env.TEST_RUN_DIR ??= mkdtempSync(path.join(os.tmpdir(), 'groundswell-tests-'));

// `npm test` makes the compiled copy itself; tests that are run by mocha alone start their processes from one, too.
const compilesItself = !process.env.COMPILED_PROJECT;
process.env.COMPILED_PROJECT ??= compiledFolder();

// In CI properties try the same cases each time, so that only the change under test decides; other runs draw new ones.
if (process.env.CI === 'true') fc.configureGlobal({ seed: 1 });

monitorCommands();
// Other databases explain in other words, and choose by how much there is.
if (!process.env.MONGODB_URI) recordQueries();

/** Runs in each process: after each file when several processes share the files, after all of them otherwise. */
export const mochaHooks: Mocha.RootHookObject = {
  beforeEach(this: Mocha.Context) {
    setTestFile(this.currentTest?.file);
  },
  afterAll: [checkQueries, distrustDatabase],
};

/** Runs once, in the first process, before any test file. */
export async function mochaGlobalSetup(): Promise<void> {
  if (compilesItself) await compileProject(process.env.COMPILED_PROJECT!);
}

/** Runs once, in the first process, after every test file. */
export async function mochaGlobalTeardown(): Promise<void> {
  await closeDatabase();
  await dropDatabasesOfRun();
  await rm(process.env.TEST_RUN_DIR!, { recursive: true, force: true });
  if (compilesItself) await rm(process.env.COMPILED_PROJECT!, { recursive: true, force: true });
}
