import { CommandError } from '../bson/errors.js';
import { compileExpression } from '../expressions/compile.js';
import { compileElementTest } from './compile.js';
import { isConditions } from './operators.js';
import type { Match } from '../bson/paths.js';
import { isNumeric, isPlainObject, MISSING, numberOf, toBoolean } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** Makes what the client sees of a document; `match` serves the positional `$`. */
export type Projection = (doc: Doc, match?: Match) => Doc;

/** The tree of paths that are kept or left out. */
interface Tree {
  [name: string]: Tree | true;
}

type Computed = (doc: Doc) => unknown;

export interface ProjectionOptions {
  /** The stage `$project`: `$slice` and `$elemMatch` are no projections. */
  stage?: boolean;
  /** Variables for computed fields. */
  variables?: Readonly<Doc> | undefined;
}

/**
 * Compiles a projection: inclusion or exclusion of paths, `$slice`, `$elemMatch`, a positional `$` and
 * computed fields. Throws BadValue for mixtures.
 */
export function compileProjection(spec: unknown, options: ProjectionOptions = {}): Projection {
  if (!isPlainObject(spec)) throw new CommandError('TypeMismatch', 'projection must be an object');
  const tree: Tree = {};
  const computed: [string[], Computed][] = [];
  const slices: [string[], (array: unknown[], match?: Match) => unknown[]][] = [];
  let including: boolean | undefined;
  let idKept = true;
  const choose = (include: boolean, path: string): void => {
    if (including !== undefined && including !== include) {
      const [doing, other] = include ? ['inclusion', 'exclusion'] : ['exclusion', 'inclusion'];
      throw new CommandError('BadValue', `Cannot do ${doing} on field ${path} in ${other} projection`);
    }
    including = include;
  };
  for (const [key, value] of flatten(spec, '')) {
    if (isNumeric(value) || typeof value === 'boolean') {
      const include = toBoolean(value);
      if (key === '_id') {
        idKept = include;
        continue;
      }
      choose(include, key);
      const positional = key.endsWith('.$');
      const path = (positional ? key.slice(0, -2) : key).split('.');
      addPath(tree, path);
      if (positional) slices.push([path, (array, match) => positionalElement(array, match)]);
    } else if (!options.stage && isPlainObject(value) && '$slice' in value && isFindSlice(value.$slice)) {
      slices.push([key.split('.'), sliceOf(value.$slice)]);
      if (including) addPath(tree, key.split('.'));
    } else if (!options.stage && isPlainObject(value) && '$elemMatch' in value) {
      choose(true, key);
      computed.push([key.split('.'), elemMatchOf(key, value.$elemMatch)]);
    } else {
      choose(true, key);
      addParents(tree, key.split('.'));
      computed.push([key.split('.'), compileExpression(value, options.variables)]);
    }
  }
  if (including === undefined) including = idKept && '_id' in spec && slices.length === 0;
  if (including ? idKept : !idKept) addPath(tree, ['_id']);
  return (doc, match) => {
    let result = (including ? keep : drop)(doc, tree) as Doc;
    for (const [path, compute] of computed) result = withField(result, path, compute(doc)) as Doc;
    for (const [path, slice] of slices) replaceArray(result, path, (array) => slice(array, match));
    return result;
  };
}

/** `{ a: { b: 1 } }` means the same as `{ 'a.b': 1 }`. */
export function* flatten(spec: Doc, prefix: string): Generator<[string, unknown]> {
  for (const [key, value] of Object.entries(spec)) {
    if (isPlainObject(value) && Object.keys(value).length > 0 && !isConditions(value)) {
      yield* flatten(value, `${prefix}${key}.`);
    } else {
      yield [prefix + key, value];
    }
  }
}

function addPath(tree: Tree, path: string[]): void {
  let at = tree;
  path.forEach((name, i) => {
    const known = at[name];
    const last = i === path.length - 1;
    if (known === true || (known && last)) {
      throw new CommandError('BadValue', `Path collision at ${path.join('.')}`);
    }
    at = (at[name] = last ? true : (known ?? {})) as Tree;
  });
}

/** What a computed field stands in is kept without its own fields. */
function addParents(tree: Tree, path: string[]): void {
  let at = tree;
  for (const name of path.slice(0, -1)) {
    const known = (at[name] ??= {});
    if (known === true) return;
    at = known;
  }
}

function keep(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) {
    return value.filter((each) => isPlainObject(each) || Array.isArray(each)).map((each) => keep(each, tree));
  }
  if (!isPlainObject(value)) return MISSING;
  const kept: Doc = {};
  for (const [name, member] of Object.entries(value)) {
    const below = Object.hasOwn(tree, name) ? tree[name] : undefined;
    const projected = below === undefined ? MISSING : below === true ? member : keep(member, below);
    if (projected !== MISSING) kept[name] = projected;
  }
  return kept;
}

function drop(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) return value.map((each) => drop(each, tree));
  if (!isPlainObject(value)) return value;
  const kept: Doc = {};
  for (const [name, member] of Object.entries(value)) {
    const below = Object.hasOwn(tree, name) ? tree[name] : undefined;
    if (below !== true) kept[name] = below ? drop(member, below) : member;
  }
  return kept;
}

/** A copy in which the path has the value, in every element where it meets an array; undefined removes it. */
export function withField(target: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (Array.isArray(target)) return target.map((each) => withField(each, path, value));
  const { [name]: member, ...others } = isPlainObject(target) ? target : {};
  const changed = withField(member, rest, value);
  if (changed === undefined) return others;
  return isPlainObject(target) ? { ...target, [name]: changed } : { [name]: changed };
}

function replaceArray(result: Doc, path: string[], replace: (array: unknown[]) => unknown[]): void {
  let at: Doc = result;
  for (const name of path.slice(0, -1)) {
    const next = at[name];
    if (!isPlainObject(next)) return;
    at = at[name] = { ...next };
  }
  const value = at[path.at(-1)!];
  if (Array.isArray(value)) at[path.at(-1)!] = replace(value);
}

function positionalElement(array: unknown[], match: Match | undefined): unknown[] {
  if (match?.position === undefined) {
    throw new CommandError(
      'BadValue',
      "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
    );
  }
  return array.slice(match.position, match.position + 1);
}

/** `$slice: n` and `$slice: [skip, n]` are the projection; with another array it is the expression. */
function isFindSlice(operand: unknown): boolean {
  return isNumeric(operand) || (Array.isArray(operand) && operand.every(isNumeric));
}

function sliceOf(operand: unknown): (array: unknown[]) => unknown[] {
  const numbers = (Array.isArray(operand) ? operand : [operand]).map((each) => Number(numberOf(each)));
  const [first, limit] = numbers as [number, number?];
  if (limit === undefined) return (array) => (first < 0 ? array.slice(first) : array.slice(0, first));
  if (limit <= 0) throw new CommandError('BadValue', 'Second argument to $slice must be positive');
  return (array) => {
    const start = first < 0 ? Math.max(0, array.length + first) : first;
    return array.slice(start, start + limit);
  };
}

function elemMatchOf(path: string, condition: unknown): Computed {
  const test = compileElementTest(condition);
  return (doc) => {
    const array = doc[path];
    const element: unknown = Array.isArray(array) ? array.find(test) : undefined;
    return element === undefined ? undefined : [element];
  };
}
