import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { ESLint, type Linter } from 'eslint';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { features, foundations } from '../architecture.js';
import { restrictions } from '../eslint.config.js';

const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [tseslint.configs.base, ...(restrictions as Linter.Config[])],
});

/** The import rules that this source breaks, were it that file. */
async function complaints(file: string, source: string): Promise<string[]> {
  const [result] = await eslint.lintText(source, { filePath: path.resolve(file), warnIgnored: true });
  return result!.messages.flatMap(({ ruleId, message }) =>
    /restricted/.test(ruleId ?? '') ? [message] : [],
  );
}

describe('The architecture', () => {
  const folders = readdirSync('src').filter((name) => statSync(path.join('src', name)).isDirectory());

  it('names every folder of src, and no other', () => {
    expect(folders).to.have.members([...Object.keys(features), ...Object.keys(foundations)]);
  });

  it('sees in one direction only: no feature sees another that sees it, however far', () => {
    const sees = (name: string, path: string[]): void => {
      expect(path, `a circle: ${[...path, name].join(' → ')}`).to.not.include(name);
      for (const other of features[name as keyof typeof features].sees) sees(other, [...path, name]);
    };
    for (const name of Object.keys(features)) sees(name, []);
  });

  it('has no circle of files that import each other, types included', () => {
    const circles = stronglyConnected(importsOf(['src', 'jobs'])).filter(({ length }) => length > 1);
    expect(circles).to.deep.equal([]);
  });

  it('exports through a door what other features, jobs or scripts import, and nothing else', () => {
    const used = new Map(Object.keys(features).map((name) => [`src/${name}/index.ts`, new Set<string>()]));
    for (const { names, to } of ['src', 'jobs', 'scripts'].flatMap(statementsIn))
      for (const name of names) used.get(to)?.add(name);
    for (const [door, names] of used) {
      const exported = statementsOf(door).flatMap((statement) => statement.exports);
      expect([...names], door).to.have.members(exported);
    }
  });

  it('gives each feature one door', () => {
    for (const name of Object.keys(features)) {
      const lines = readFileSync(path.join('src', name, 'index.ts'), 'utf8').split('\n');
      expect(lines.slice(0, 2), name).to.satisfy((two: string[]) =>
        two.every((line) => line.startsWith('// ')),
      );
    }
  });

  // An existing file of each kind stands in for the one that would break the rule.
  const breaches: [string, string, string][] = [
    ['a feature that sees one it may not', 'src/links/index.ts', `export * from '../sharing/index.js';`],
    [
      'a feature that goes past the door of another',
      'src/sharing/index.ts',
      `export * from '../statistics/cells.js';`,
    ],
    ['a verb that speaks HTTP', 'src/sharing/open-share.ts', `import express from 'express'; express();`],
    [
      'the platform knowing a feature',
      'src/platform/http/tokens.ts',
      `export * from '../../people/index.js';`,
    ],
    [
      'the embedded store using the product',
      'packages/embedded-mongo/src/index.ts',
      `export * from '../../../src/platform/clock.js';`,
    ],
    ['a feature reaching past mongoose', 'src/people/index.ts', `export * from 'embedded-mongo';`],
    ['a feature that migrates', 'src/people/index.ts', `export * from '../migrations/index.js';`],
    ['a migration knowing a feature', 'src/migrations/index.ts', `export * from '../people/index.js';`],
    ['a migration using models', 'src/migrations/index.ts', `export * from 'mongoose';`],
    ['anything importing jobs', 'src/people/index.ts', `export * from '../../jobs/index.js';`],
    ['reading the clock directly', 'src/people/index.ts', `export const now = new Date();`],
    ['reading the environment directly', 'src/people/index.ts', `export const port = process.env.PORT;`],
    [
      'a line of the log without an event',
      'jobs/worker.ts',
      `export const say = (log: any) => log.warn('hot');`,
    ],
  ];
  for (const [what, file, source] of breaches)
    it(`refuses ${what}`, async () => {
      expect(await complaints(file, source)).to.have.length.above(0);
    });

  it('allows what the table allows', async () => {
    const source = `export * from '../statistics/index.js'; export * from '../platform/clock.js';`;
    expect(await complaints('src/sharing/index.ts', source)).to.deep.equal([]);
  });
});

/** An import or export of a file that names another file of the project. */
interface Statement {
  from: string;
  to: string;
  /** What is taken from there. */
  names: string[];
  /** What is passed on under which name. */
  exports: string[];
}

function statementsOf(file: string): Statement[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const specifier = statement.moduleSpecifier;
    if (!specifier || !ts.isStringLiteral(specifier) || !specifier.text.startsWith('.')) return [];
    const to = path.join(path.dirname(file), specifier.text).replace(/\.js$/, '.ts');
    const bindings = ts.isImportDeclaration(statement)
      ? statement.importClause?.namedBindings
      : statement.exportClause;
    const elements =
      bindings && (ts.isNamedImports(bindings) || ts.isNamedExports(bindings)) ? [...bindings.elements] : [];
    const names = elements.map(({ name, propertyName }) => (propertyName ?? name).text);
    const exports = ts.isExportDeclaration(statement) ? elements.map(({ name }) => name.text) : [];
    return [{ from: file, to, names, exports }];
  });
}

const statementsIn = (folder: string): Statement[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => statementsOf(path.join(folder, file)));

function importsOf(folders: string[]): Map<string, string[]> {
  const imports = new Map<string, string[]>();
  for (const { from, to } of folders.flatMap(statementsIn))
    imports.set(from, [...(imports.get(from) ?? []), to]);
  return imports;
}

/** Groups of nodes that lead to each other (Tarjan's algorithm). */
function stronglyConnected(graph: Map<string, string[]>): string[][] {
  const groups: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const visit = (node: string): void => {
    order.set(node, order.size);
    lowest.set(node, order.get(node)!);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) lowest.set(node, Math.min(lowest.get(node)!, lowest.get(next)!));
    }
    if (lowest.get(node) === order.get(node)) groups.push(stack.splice(stack.indexOf(node)));
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return groups;
}
