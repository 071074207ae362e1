import type { Match } from '../bson/paths.js';
import type { Doc, Fold } from '../bson/values.js';

/** Whether a decoded document satisfies a filter; `match` receives the position for a positional `$`. */
export type Predicate = (doc: Doc, match?: Match) => boolean;

/** How a filter compares values. */
export interface MatchOptions {
  /** Folds strings before they are compared, under a collation. */
  fold?: Fold;
  /** The value is an array element itself: an array in it is not opened again. */
  element?: boolean;
  /** Variables for `$expr`. */
  variables?: Doc;
}

/** The same for operators, some of which contain whole filters. */
export interface OperatorOptions extends MatchOptions {
  compile: (filter: Doc, options: MatchOptions) => Predicate;
}

/** The test of one value for one operator, and whether an array at the path's end is opened for it. */
export interface ValueTest {
  test: (value: unknown, match?: Match) => boolean;
  enterLeaf: boolean;
}
