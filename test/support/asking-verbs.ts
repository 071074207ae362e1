// Reads the source to find which functions ask the table of permissions, and which write without asking it.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Methods of models and collections that write. */
const writing =
  /^(create|save|insert(One|Many)|(update|delete|replace)(One|Many)|bulkWrite|find(One|ById)And\w+)$/;

/** Functions that ask the table of permissions. */
const asking = /^authorize/;

/** Platform folders whose writes belong to the request and not to the product: sessions, forms, limits, the log. */
const ofRequest = /^src\/platform\/(?!data)/;

interface Declared {
  file: string;
  name: string;
  isExported: boolean;
  /** Where it first calls `authorize`, or a check named after it, outside of any function inside it. */
  asksAt: number;
  /** Where it first writes by itself. */
  writesAt: number;
  /** What it names of the source, in order. */
  names: { at: number; to: string }[];
}

/** All that is declared at the top of files, by `file name`. */
export function declaredIn(folder: string): Map<string, Declared> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(folder, file));
  const sources = new Map(
    files.map((file) => [
      file,
      ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true),
    ]),
  );
  const passedOn = new Map<string, string>();
  const importsOf = new Map([...sources].map(([file, source]) => [file, importsIn(file, source, passedOn)]));
  const origin = (at: string): string => (passedOn.has(at) ? origin(passedOn.get(at)!) : at);
  const declared = new Map<string, Declared>();
  for (const [file, source] of sources)
    for (const [name, node, isExported] of topOf(source))
      declared.set(`${file} ${name}`, { file, name, isExported, ...read(node) });

  function read(node: ts.Node): Pick<Declared, 'asksAt' | 'writesAt' | 'names'> {
    const file = node.getSourceFile().fileName;
    const found = { asksAt: Infinity, writesAt: Infinity, names: [] as Declared['names'] };
    const visit = (inner: ts.Node, depth: number): void => {
      if (ts.isCallExpression(inner)) {
        const { expression } = inner;
        if (ts.isIdentifier(expression) && asking.test(expression.text) && depth <= 1)
          found.asksAt = Math.min(found.asksAt, inner.pos);
        if (ts.isPropertyAccessExpression(expression) && writing.test(expression.name.text))
          found.writesAt = Math.min(found.writesAt, inner.pos);
      }
      if (
        ts.isIdentifier(inner) &&
        !(ts.isPropertyAccessExpression(inner.parent) && inner.parent.name === inner)
      ) {
        const imported = importsOf.get(file)!.get(inner.text);
        found.names.push({ at: inner.pos, to: imported ? origin(imported) : `${file} ${inner.text}` });
      }
      ts.forEachChild(inner, (child) => visit(child, depth + (ts.isFunctionLike(inner) ? 1 : 0)));
    };
    visit(node, 0);
    return found;
  }
  return declared;
}

/** What each name of a file is imported as; names that it only passes on are added to `passedOn`. */
function importsIn(file: string, source: ts.SourceFile, passedOn: Map<string, string>): Map<string, string> {
  const imports = new Map<string, string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    const specifier = statement.moduleSpecifier;
    if (!specifier || !ts.isStringLiteral(specifier) || !specifier.text.startsWith('.')) continue;
    const from = path.join(path.dirname(file), specifier.text).replace(/\.js$/, '.ts');
    const bindings = ts.isImportDeclaration(statement)
      ? statement.importClause?.namedBindings
      : statement.exportClause;
    if (!bindings || !(ts.isNamedImports(bindings) || ts.isNamedExports(bindings))) continue;
    for (const { name, propertyName } of bindings.elements) {
      const original = `${from} ${(propertyName ?? name).text}`;
      if (ts.isExportDeclaration(statement)) passedOn.set(`${file} ${name.text}`, original);
      else imports.set(name.text, original);
    }
  }
  return imports;
}

function* topOf(source: ts.SourceFile): Generator<[name: string, node: ts.Node, isExported: boolean]> {
  const isExported = (node: ts.Statement) =>
    ts.canHaveModifiers(node) &&
    !!ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  for (const statement of source.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name)
      yield [statement.name.text, statement, isExported(statement)];
    if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations)
        if (ts.isIdentifier(name) && initializer) yield [name.text, initializer, isExported(statement)];
  }
}

/**
 * The functions that routes name and that write, themselves or through others, before the table was asked, as
 * `routes file: function`.
 * @param allowed names of functions that need not ask
 */
export function writesUnasked(declared: Map<string, Declared>, allowed: readonly string[]): string[] {
  const known = new Map<string, boolean>();
  const isUnasked = (key: string): boolean => {
    const one = declared.get(key);
    if (!one || ofRequest.test(one.file) || allowed.includes(one.name)) return false;
    if (known.has(key)) return known.get(key)!;
    known.set(key, false);
    const dangers = one.names.filter(({ to }) => to !== key && isUnasked(to)).map(({ at }) => at);
    const unasked = Math.min(one.writesAt, ...dangers) < one.asksAt;
    known.set(key, unasked);
    return unasked;
  };
  return [...declared.values()]
    .filter(({ file }) => file.endsWith('.routes.ts'))
    .flatMap(({ file, names }) =>
      names
        .filter(({ to }) => !to.startsWith(`${file} `) && !to.includes('.routes.ts ') && isUnasked(to))
        .map(({ to }) => `${path.basename(file)}: ${to.split(' ')[1]}`),
    )
    .filter((found, n, all) => all.indexOf(found) === n);
}

/** The exported functions that ask the table themselves. */
export const askingVerbs = (declared: Map<string, Declared>): string[] =>
  [...declared.values()]
    .filter(
      ({ name, isExported, asksAt, file }) =>
        isExported && asksAt < Infinity && !asking.test(name) && !file.includes('/people/auth'),
    )
    .map(({ name }) => name);
