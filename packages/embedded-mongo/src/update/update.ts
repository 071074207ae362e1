import { CommandError } from '../bson/errors.js';
import { keepId, seedOf, withId } from './upsert-seed.js';
import { compileFilter } from '../filter/compile.js';
import { copy, updateOperators } from './update-operators.js';
import { getAt } from '../bson/paths.js';
import { checkPath, checkViable, resolvePath, setAt, unsetAt } from './update-paths.js';
import type { Positions } from './update-paths.js';
import { updatePipeline } from './update-pipeline.js';
import { checkRename, rename } from './update-rename.js';
import { compare, isPlainObject, MISSING } from '../bson/values.js';
import type { Doc, Fold } from '../bson/values.js';

/** An update read once and applied to many documents. */
export interface Update {
  /** The document after the update; the one given is not changed. */
  apply: (before: Doc, position?: number) => Doc;
  /** The document an upsert inserts when the filter found nothing. */
  insert: (filter: Doc) => Doc;
  /** A path has a positional `$`, so it matters which array element the filter matched. */
  positional: boolean;
  /** The update replaces documents as a whole. */
  replacement: boolean;
}

/** What an update may use besides what it says. */
export interface UpdateOptions {
  arrayFilters?: unknown;
  fold?: Fold | undefined;
  variables?: Doc;
}

interface Modification {
  operator: string;
  path: string;
  operand: unknown;
}

/** Reads an update: operators, a pipeline, or a replacement. Throws FailedToParse and its kin. */
export function compileUpdate(update: unknown, options: UpdateOptions = {}): Update {
  if (Array.isArray(update)) return pipelineUpdate(update as Doc[], options);
  if (!isPlainObject(update)) {
    throw new CommandError('FailedToParse', 'Update argument must be either an object or an array');
  }
  const first = Object.keys(update)[0];
  if (first === undefined || !first.startsWith('$')) return replacementUpdate(update);
  return operatorUpdate(update, options);
}

function pipelineUpdate(stages: Doc[], { variables }: UpdateOptions): Update {
  const run = updatePipeline(stages, variables);
  return {
    apply: (before) => keepId(before, run(before)),
    insert: (filter) => inserted(seedOf(filter), run),
    positional: false,
    replacement: false,
  };
}

function replacementUpdate(replacement: Doc): Update {
  const operator = Object.keys(replacement).find((name) => name.startsWith('$'));
  if (operator) {
    throw new CommandError(
      'FailedToParse',
      `The replacement document must not contain the operator ${operator}`,
    );
  }
  return {
    apply: (before) => keepId(before, copy(replacement)),
    insert: (filter) => inserted(seedOf(filter, '_id'), () => copy(replacement)),
    positional: false,
    replacement: true,
  };
}

/** The document an upsert inserts: what is made of the filter's fields, with the `_id` if it names one. */
function inserted(seed: Doc, make: (seed: Doc) => Doc): Doc {
  const doc = make(seed);
  return withId('_id' in seed ? keepId(seed, doc) : doc);
}

function operatorUpdate(update: Doc, options: UpdateOptions): Update {
  const modifications = readOperators(update);
  checkConflicts(modifications);
  const filters = readArrayFilters(options.arrayFilters, modifications, options.fold);
  const run = (doc: Doc, inserting: boolean, position?: number): Doc => {
    const after = copy(doc);
    for (const modification of modifications) {
      if (modification.operator === '$setOnInsert' && !inserting) continue;
      modify(after, modification, { position, filters }, options.fold);
    }
    return after;
  };
  return {
    apply: (before, position) => keepId(before, run(before, false, position)),
    insert: (filter) => inserted(seedOf(filter), (seed) => run(seed, true)),
    positional: modifications.some(({ path }) => path.split('.').includes('$')),
    replacement: false,
  };
}

/** The single changes an update asks for, in the order of their paths, which is the server's order. */
function readOperators(update: Doc): Modification[] {
  const modifications: Modification[] = [];
  for (const [operator, operands] of Object.entries(update)) {
    if (operator !== '$rename' && !Object.hasOwn(updateOperators, operator)) {
      throw new CommandError(
        'FailedToParse',
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    if (!isPlainObject(operands)) {
      throw new CommandError(
        'FailedToParse',
        `Modifiers operate on fields but we found type other than object for ${operator}`,
      );
    }
    for (const [path, operand] of Object.entries(operands)) {
      checkPath(path);
      if (operator === '$rename') checkRename(path, operand);
      if (path === '_id' && (operator === '$unset' || operator === '$rename')) {
        const message = "Performing an update on the path '_id' would modify the immutable field '_id'";
        throw new CommandError('ImmutableField', message);
      }
      modifications.push({ operator, path, operand });
    }
  }
  return modifications.sort((a, b) => byPath(a.path, b.path));
}

function byPath(a: string, b: string): number {
  const [x, y] = [a.split('.'), b.split('.')];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    if (x[i] === y[i]) continue;
    const numeric = Number(x[i]) - Number(y[i]);
    return Number.isNaN(numeric) ? compare(x[i], y[i]) : numeric;
  }
  return x.length - y.length;
}

function checkConflicts(modifications: readonly Modification[]): void {
  const paths = modifications.flatMap(({ operator, path, operand }) =>
    operator === '$rename' ? [path, String(operand)] : [path],
  );
  paths.sort(byPath).forEach((path, i) => {
    const earlier = paths[i - 1];
    if (earlier !== undefined && (path === earlier || path.startsWith(`${earlier}.`))) {
      throw new CommandError(
        'ConflictingUpdateOperators',
        `Updating the path '${path}' would create a conflict at '${earlier}'`,
      );
    }
  });
}

function readArrayFilters(
  arrayFilters: unknown,
  modifications: readonly Modification[],
  fold: Fold | undefined,
): Positions['filters'] {
  const filters = new Map<string, (element: unknown) => boolean>();
  for (const filter of Array.isArray(arrayFilters) ? (arrayFilters as Doc[]) : []) {
    const name = identifierOf(filter);
    if (filters.has(name))
      throw new CommandError(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${name}`,
      );
    if (!modifications.some(({ path }) => path.includes(`$[${name}]`))) {
      throw new CommandError(
        'FailedToParse',
        `The array filter for identifier '${name}' was not used in the update`,
      );
    }
    const predicate = compileFilter(filter, { fold });
    filters.set(name, (element) => predicate({ [name]: element }));
  }
  return filters;
}

function identifierOf(filter: Doc): string {
  const names = new Set<string>();
  const collect = (part: Doc): void => {
    for (const [key, value] of Object.entries(part)) {
      if (!key.startsWith('$')) names.add(key.split('.')[0]!);
      else if (Array.isArray(value)) value.forEach((each) => collect(each as Doc));
    }
  };
  collect(filter);
  const [name, other] = names;
  if (name === undefined)
    throw new CommandError(
      'FailedToParse',
      'Cannot use an expression without a top-level field name in arrayFilters',
    );
  if (other === undefined) return name;
  throw new CommandError(
    'FailedToParse',
    `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${name}' and '${other}'`,
  );
}

function modify(
  doc: Doc,
  { operator, path, operand }: Modification,
  positions: Positions,
  fold?: Fold,
): void {
  if (operator === '$rename') {
    rename(doc, path, operand as string);
    return;
  }
  for (const place of resolvePath(doc, path, positions)) {
    const current = getAt(doc, place);
    const value = updateOperators[operator]!(current, copy(operand), path, fold);
    if (current === MISSING && value === MISSING && operator !== '$unset') checkViable(doc, place);
    else if (value === MISSING) unsetAt(doc, place);
    else if (value !== current) setAt(doc, place, value);
  }
}
