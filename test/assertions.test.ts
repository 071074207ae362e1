import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';

const parse = (file: string) =>
  ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

interface Names {
  functions: Map<string, ts.Node[]>;
  /** Which file of tests a name is imported from. */
  imports: Map<string, string>;
}

const known = new Map<string, Names>();

function namesIn(file: string): Names {
  const names = known.get(file) ?? {
    functions: new Map<string, ts.Node[]>(),
    imports: new Map<string, string>(),
  };
  if (known.has(file)) return names;
  known.set(file, names);
  const add = (name: string, node: ts.Node) =>
    names.functions.set(name, [...(names.functions.get(name) ?? []), node]);
  walk(parse(file), (node) => {
    if (ts.isFunctionDeclaration(node) && node.name) add(node.name.text, node);
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer)
      add(node.name.text, node.initializer);
    if (!ts.isImportDeclaration(node)) return;
    const from = (node.moduleSpecifier as ts.StringLiteral).text.replace(/\.js$/, '.ts');
    const target = path.join(path.dirname(file), from);
    const bindings = node.importClause?.namedBindings;
    if (from.startsWith('.') && /\btest\//.test(target) && bindings && ts.isNamedImports(bindings))
      for (const { name } of bindings.elements) names.imports.set(name.text, target);
  });
  return names;
}

/** The functions of this name in a file, or in the file of tests that it imports the name from. */
function functionsNamed(name: string, file: string): ts.Node[] {
  const { functions, imports } = namesIn(file);
  const from = imports.get(name);
  return functions.get(name) ?? (from ? functionsNamed(name, from) : []);
}

const isAssertion = (text: string) => /^(expect|assert|sinon\.assert|fc\.assert)\b/.test(text);

/** True when something here is asserted: in place, or in a function of the tests that is called by its name. */
function asserts(node: ts.Node, seen = new Set<ts.Node>()): boolean {
  if (seen.has(node)) return false;
  seen.add(node);
  const file = node.getSourceFile().fileName;
  let found = false;
  walk(node, (one) => {
    if (found || !ts.isCallExpression(one)) return;
    const { expression } = one;
    found =
      isAssertion(expression.getText()) ||
      (ts.isIdentifier(expression) &&
        functionsNamed(expression.text, file).some((called) => asserts(called, seen)));
  });
  return found;
}

const testFiles = ['test', 'packages/embedded-mongo/test'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => path.posix.join(folder, file)),
);

/** Calls of `it` with a test of its own: not those in helpers, which are given one. */
function testsIn(file: string): ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  walk(parse(file), (node) => {
    if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== 'it')
      return;
    if (node.arguments[1] && !ts.isIdentifier(node.arguments[1])) found.push(node);
  });
  return found;
}

describe('Every test', () => {
  it('asserts something', () => {
    const tests = testFiles.flatMap(testsIn);
    expect(tests.length).to.be.greaterThan(1_000);
    const silent = tests.filter((test) => !asserts(test.arguments[1]!));
    expect(
      silent.map((test) => `${test.getSourceFile().fileName}: ${test.arguments[0]!.getText()}`),
    ).to.deep.equal([]);
  });
});
