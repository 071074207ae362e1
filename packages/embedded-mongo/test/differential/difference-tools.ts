import { BSON } from 'mongodb';
import type { Document } from 'mongodb';
import type { Case } from './generate.js';

/** What the known differences ask about a case and its answers, which are parsed Extended JSON. */

export function mentions(value: unknown, pattern: RegExp): boolean {
  return pattern.test(BSON.EJSON.stringify(value ?? null, { relaxed: false }));
}

export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function refused({ error }: Document): boolean {
  return error === 'refused';
}

interface Statement {
  filter: Document;
  update: unknown;
  upsert: boolean;
}

/** The single updates of an `update` or a findAndModify. */
export function statementsOf({ command }: Case): Statement[] {
  const one = 'findAndModify' in command && 'update' in command;
  const { query: q, update: u, upsert } = command as Record<string, unknown>;
  return ((command.updates ?? (one ? [{ q, u, upsert }] : [])) as Document[]).map((each) => ({
    filter: each.q as Document,
    update: each.u as unknown,
    upsert: Boolean(each.upsert),
  }));
}

/** The paths that some operators of an update name; where fields are renamed to as well. */
export function updatedPaths(asked: Case, operators = /./): string[] {
  return statementsOf(asked).flatMap(({ update }) =>
    Object.entries(update as Document).flatMap(([operator, operands]) => {
      if (!operator.startsWith('$') || !operators.test(operator)) return [];
      const paths = Object.keys(operands as Document);
      return operator === '$rename'
        ? [...paths, ...Object.values(operands as Record<string, string>)]
        : paths;
    }),
  );
}

/** Whether one of the paths is another one or leads through it. */
export function collide(paths: readonly string[]): boolean {
  return paths.some((path, i) =>
    paths.some((other, j) => i !== j && (path === other || path.startsWith(`${other}.`))),
  );
}

/** The operands of a stage, also of those in facets, sub-pipelines and updates. */
export function stagesOf(asked: Case, name: string): unknown[] {
  const found: unknown[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null && !('_bsontype' in value)) {
      for (const [key, member] of Object.entries(value)) {
        if (key === name) found.push(member);
        visit(member);
      }
    }
  };
  const updates = statementsOf(asked).map(({ update }) => update);
  visit([asked.command.pipeline, ...updates.filter(Array.isArray)]);
  return found;
}

/** The paths a case sorts by besides `_id`, all its sorts together. */
export function sortPaths(asked: Case): string[] {
  const sorts = [asked.command.sort ?? {}, ...stagesOf(asked, '$sort')] as Document[];
  return sorts.flatMap((sort) => Object.keys(sort)).filter((path) => !/_id$/.test(path));
}

/** Whether what the documents hold below the first name of one of the paths looks like the pattern. */
export function holds({ documents, others = [] }: Case, paths: readonly string[], pattern: RegExp): boolean {
  const roots = new Set(paths.map((path) => path.split('.')[0]!));
  return [...documents, ...others].some((doc) => [...roots].some((root) => mentions(doc[root], pattern)));
}

function mapped(value: unknown, change: (entries: [string, unknown][]) => [string, unknown][]): unknown {
  if (Array.isArray(value)) return value.map((each) => mapped(each, change));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]): [string, unknown] => [
    name,
    mapped(member, change),
  ]);
  return Object.fromEntries(change(entries));
}

/** With the fields of all documents in one order. */
export function sorted(value: unknown): unknown {
  return mapped(value, (entries) => entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function withoutNulls(value: unknown): unknown {
  return mapped(value, (entries) => entries.filter(([, member]) => member !== null));
}

export function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Without fields that hold an empty document or array. */
export function withoutEmpty(value: unknown): unknown {
  return mapped(value, (entries) => entries.filter(([, member]) => !isEmpty(member)));
}

/** Without empty documents in arrays. */
export function withoutEmptyElements(value: unknown): unknown {
  return mapped(value, (entries) =>
    entries.map(([name, member]) => [
      name,
      Array.isArray(member) ? member.filter((each) => !isEmpty(each)) : member,
    ]),
  );
}

/** Without nulls, empty documents and empty arrays at the end of arrays. */
export function withoutPadding(value: unknown): unknown {
  return mapped(value, (entries) =>
    entries.map(([name, member]) => {
      if (!Array.isArray(member)) return [name, member];
      const last = member.findLastIndex((each) => each !== null && !isEmpty(each));
      return [name, member.slice(0, last + 1)];
    }),
  );
}

/** With all numbers as the doubles nearest to them. */
export function asDoubles(answer: Document): unknown {
  return withNumbers(answer, (digits) => String(Number(digits)));
}

/** With all numbers as doubles of fourteen digits. */
export function roughly(answer: Document): unknown {
  return withNumbers(answer, (digits) => Number(digits).toPrecision(14));
}

function withNumbers(answer: Document, change: (digits: string) => string): unknown {
  const text = JSON.stringify(answer).replace(
    /"\$number(?:Decimal|Double|Int|Long)":"([^"]*)"/g,
    (_all, digits: string) => `"$numberDouble":"${change(digits)}"`,
  );
  return JSON.parse(text) as unknown;
}
