import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const folders = ['src', 'jobs', 'scripts', 'test', 'packages'];

/** The folder of the compiled copy of this run, in `node_modules` so that it finds its packages. */
export const compiledFolder = () => path.resolve('node_modules/.cache/compiled', String(process.pid));

/** How each file is compiled. */
export const compileOptions = {
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // As tsx does: messages contain names of functions and classes.
  keepNames: true,
  sourcemap: 'inline',
} as const;

/**
 * Makes a copy of the project as JavaScript. Tests run from it, because processes and threads that compile
 * TypeScript while loading need twice the processor time.
 */
export async function compileProject(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await build({
    entryPoints: folders.map((name) => `${name}/**/*.ts`),
    outdir: folder,
    outbase: '.',
    ...compileOptions,
    logLevel: 'warning',
  });
  const isCopied = (file: string) => !file.endsWith('.ts') && !file.includes('node_modules');
  for (const name of folders) await cp(name, path.join(folder, name), { recursive: true, filter: isCopied });
  for (const file of ['architecture.js', 'eslint.config.js', 'package.json'])
    await cp(file, path.join(folder, file));
  await linkModules(folder);
  for (const name of ['views', 'public']) await symlink(path.resolve(name), path.join(folder, name));
}

/** Links the copy's own packages, and those that are read by their path in the project. */
async function linkModules(folder: string): Promise<void> {
  const modules = path.join(folder, 'node_modules');
  await mkdir(modules);
  await symlink(path.resolve('node_modules/bootstrap-icons'), path.join(modules, 'bootstrap-icons'));
  for (const name of await readdir('packages')) {
    const copy = path.join(folder, 'packages', name);
    const manifest = await readFile(path.join(copy, 'package.json'), 'utf8');
    await writeFile(path.join(copy, 'package.json'), manifest.replace('./src/index.ts', './src/index.js'));
    await symlink(copy, path.join(modules, name));
  }
}
