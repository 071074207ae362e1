import { CommandError } from '../bson/errors.js';
import { compileExpression } from '../expressions/compile.js';
import { compileElementTest } from './compile.js';
import { isConditions } from './operators.js';
import { member } from '../bson/paths.js';
import type { Match } from '../bson/paths.js';
import { isNumeric, isPlainObject, MISSING, numberOf, setField, toBoolean } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** Makes what the client sees of a document; `match` serves the positional `$`. */
export type Projection = (doc: Doc, match?: Match) => Doc;

/** A tree of paths; a path ends at true. */
type Tree = Map<string, Tree | true>;

type Computed = (doc: Doc) => unknown;

/** Where a projection stands, and what its expressions may use. */
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
  const paths: string[][] = [];
  const all: Tree = new Map();
  const computed: [string[], Computed][] = [];
  const slices: [string[], (array: unknown[], match?: Match) => unknown[]][] = [];
  const sliced: string[][] = [];
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
      paths.push(path);
      addPath(all, path);
      if (positional) slices.push([path, (array, match) => positionalElement(array, match)]);
    } else if (!options.stage && isPlainObject(value) && '$slice' in value && isFindSlice(value.$slice)) {
      slices.push([key.split('.'), sliceOf(value.$slice)]);
      sliced.push(key.split('.'));
      addPath(all, key.split('.'));
    } else if (!options.stage && isPlainObject(value) && '$elemMatch' in value) {
      choose(true, key);
      addPath(all, key.split('.'));
      computed.push([key.split('.'), elemMatchOf(key, value.$elemMatch)]);
    } else {
      choose(true, key);
      addPath(all, key.split('.'));
      computed.push([key.split('.'), compileExpression(value, options.variables)]);
    }
  }
  if (including === undefined) including = idKept && '_id' in spec && slices.length === 0;
  if (including) paths.push(...sliced);
  const idNamed = all.get('_id') instanceof Map || paths.some(([name]) => name === '_id');
  if ((including ? idKept : !idKept) && !idNamed) paths.push(['_id']);
  const tree: Tree = new Map();
  for (const path of paths) addPath(tree, path);
  for (const [path] of computed) addParents(tree, path);
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

/** Throws BadValue where one path is, or leads through, another. */
function addPath(tree: Tree, path: readonly string[]): void {
  let at = tree;
  path.forEach((name, i) => {
    const known = at.get(name);
    const last = i === path.length - 1;
    if (known === true || (known && last)) {
      throw new CommandError('BadValue', `Path collision at ${path.join('.')}`);
    }
    const below = known ?? new Map<string, Tree | true>();
    at.set(name, last ? true : below);
    at = below;
  });
}

/** What a computed field stands in is kept without its own fields. */
function addParents(tree: Tree, path: readonly string[]): void {
  let at = tree;
  for (const name of path.slice(0, -1)) {
    const known = at.get(name) ?? new Map<string, Tree | true>();
    if (known === true) return;
    at.set(name, known);
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
    const below = tree.get(name);
    const projected = below === undefined ? MISSING : below === true ? member : keep(member, below);
    if (projected !== MISSING) setField(kept, name, projected);
  }
  return kept;
}

function drop(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) return value.map((each) => drop(each, tree));
  if (!isPlainObject(value)) return value;
  const kept: Doc = {};
  for (const [name, member] of Object.entries(value)) {
    const below = tree.get(name);
    if (below !== true) setField(kept, name, below ? drop(member, below) : member);
  }
  return kept;
}

/** A copy in which the path has the value, in every element where it meets an array; undefined removes it. */
export function withField(target: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (Array.isArray(target)) return target.map((each) => withField(each, path, value));
  const doc = isPlainObject(target) ? target : {};
  const before = member(doc, name);
  const changed = withField(before === MISSING ? undefined : before, rest, value);
  if (changed !== undefined) return { ...doc, [name]: changed };
  const { [name]: _removed, ...others } = doc;
  return others;
}

function replaceArray(result: Doc, path: string[], replace: (array: unknown[]) => unknown[]): void {
  let at: Doc = result;
  for (const name of path.slice(0, -1)) {
    const next = member(at, name);
    if (!isPlainObject(next)) return;
    const copied = { ...next };
    setField(at, name, copied);
    at = copied;
  }
  const value = member(at, path.at(-1)!);
  if (Array.isArray(value)) setField(at, path.at(-1)!, replace(value));
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
    const array = member(doc, path);
    const element: unknown = Array.isArray(array) ? array.find(test) : undefined;
    return element === undefined ? undefined : [element];
  };
}
