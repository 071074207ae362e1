import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { compiledFolder, compileProject } from './compile.js';

/**
 * Runs the tests in these files except `ignored`; returns whether all passed. Both are patterns of TypeScript
 * files.
 */
export type RunTests = (files: string[], ignored?: string[]) => Promise<boolean>;

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
    return await work(async (files, ignored = []) => {
      const inCopy = (file: string) => path.join(folder, file.replace(/\.ts$/, '.js'));
      const compiled = [...ignored.map((file) => `--ignore=${inCopy(file)}`), ...files.map(inCopy)];
      const child = spawn(node, ['node_modules/mocha/bin/mocha.js', '--config', config, ...compiled], {
        stdio: 'inherit',
        env: {
          ...process.env,
          COMPILED_PROJECT: folder,
          PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}`,
        },
      });
      return (await new Promise<number | null>((resolve) => child.once('close', resolve))) === 0;
    }, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
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
