import { refuse } from '../expressions/operator.js';
import { isPlainObject } from '../bson/values.js';
import type { Doc, Fold } from '../bson/values.js';

/** Documents on their way through a pipeline; an undefined one is a pause, at which others may be answered. */
export type Docs = Iterable<Doc | undefined>;

/** A compiled stage. */
export type Stage = (docs: Docs) => Docs;

/** What stages are compiled with. */
export interface StageOptions {
  fold?: Fold | undefined;
  variables?: Readonly<Doc> | undefined;
}

/** Compiles a stage from its operand. Throws for one that cannot be right. */
export type StageMaker = (operand: unknown, options: StageOptions) => Stage;

/** The operand of a stage that takes a document with something in it. */
export function specification(name: string, operand: unknown): Doc {
  if (isPlainObject(operand) && Object.keys(operand).length > 0) return operand;
  return refuse(`${name} specification must be a non-empty object`);
}

/** A stage that makes one document of each. */
export function mapping(change: (doc: Doc) => Doc): Stage {
  return function* (docs) {
    for (const doc of docs) yield doc && change(doc);
  };
}

/** Takes the documents one after the other, and gives its own when there are no more. */
interface Gathering {
  add: (doc: Doc) => void;
  results: () => Docs;
}

/** Documents read between two pauses. */
const STRETCH = 32;

/** A stage that reads all its input before it gives anything. */
export function gathering(start: () => Gathering): Stage {
  return function* (docs) {
    const { add, results } = start();
    let read = 0;
    for (const doc of docs) {
      if (doc) add(doc);
      if (!doc || ++read % STRETCH === 0) yield undefined;
    }
    yield* results();
  };
}

/** The documents without the pauses between them. */
export function* withoutPauses<T>(docs: Iterable<T | undefined>): Generator<T> {
  for (const doc of docs) if (doc !== undefined) yield doc;
}
