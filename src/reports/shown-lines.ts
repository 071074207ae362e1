import { dimensions } from '../links/index.js';
import { cellDimensions, type Cell, type Dimension } from '../statistics/index.js';
import { contributorsByLine, contributorsTogether, type LineContributors } from './contributors.js';
import { fewestContributors, withheldLines } from './visibility.js';

/** The lines of one breakdown: who has results in them, and which are shown. */
export interface Lines {
  all: Map<string, LineContributors>;
  shown: Set<string>;
}

interface Period {
  from: string;
  to: string;
  /** The reader. They know their own results and could subtract them. */
  except: string;
}

/**
 * Decides which lines a reader may see in a period, by breakdown and with at most one filter. A line is withheld
 * when fewer than six other people have a result in it; when another answer contains it and exceeds it by the
 * results of one to five people; when it is withheld without the filter; or when subtracting the other lines from
 * its total would reveal withheld ones. `open` are the dimensions that the reader may use.
 */
export function createShownLines(period: Period, open: Dimension[]) {
  const known = new Map<string, Promise<Lines>>();
  const isOpen = (one: Dimension) => open.includes(one);

  function linesOf(filter: Cell, by: Dimension): Promise<Lines> {
    const key = JSON.stringify([filter, by]);
    const lines = known.get(key) ?? compute(filter, by);
    known.set(key, lines);
    return lines;
  }

  async function compute(filter: Cell, by: Dimension): Promise<Lines> {
    const isFiltered = Object.keys(filter).length > 0;
    const [all, unfiltered, around] = await Promise.all([
      contributorsByLine({ ...period, within: filter }, by),
      isFiltered ? linesOf({}, by) : undefined,
      isFiltered ? contributorsByLine({ ...period, within: {}, outside: filter }, by) : undefined,
    ]);
    const sizes = [];
    for (const [key, { contributors }] of all) {
      const isWithheld =
        contributors >= fewestContributors &&
        ((unfiltered && !unfiltered.shown.has(key)) ||
          (await givesOthersAway({ filter, by, key }, { all, unfiltered: unfiltered?.all, around })));
      sizes.push({ key, contributors, isWithheld });
    }
    const withheld = await withheldLines(sizes, (keys) =>
      contributorsTogether({ ...period, within: filter, among: { by, keys } }, fewestContributors),
    );
    return { all, shown: new Set([...all.keys()].filter((key) => !withheld.has(key))) };
  }

  /** True when an answer contains this line and exceeds it by the results of one to five people. */
  async function givesOthersAway(
    { filter, by, key }: { filter: Cell; by: Dimension; key: string },
    { all, unfiltered, around }: { [name in 'all' | 'unfiltered' | 'around']?: Lines['all'] | undefined },
  ): Promise<boolean> {
    const line = { ...filter, [by]: key };
    const { common } = all!.get(key)!;
    const others = [...all!].filter(([other]) => other !== key);
    const alwaysSo = { ...unfiltered?.get(key)?.common, [by]: key };
    for (const wider of answersAround({ ...common, ...line })) {
      if (contains(wider, line)) continue;
      // Another large line is part of the larger answer as well.
      const isLarge = ([, one]: (typeof others)[number]) =>
        one.contributors >= fewestContributors && contains(one.common, wider);
      if (!(by in wider) && others.some(isLarge)) continue;
      const beyond =
        by in wider && contains(alwaysSo, wider)
          ? (around?.get(key)?.contributors ?? 0)
          : await contributorsTogether({ ...period, within: wider, outside: line }, fewestContributors);
      if (beyond > 0 && beyond < fewestContributors) return true;
    }
    return false;
  }

  /** The totals and lines, with at most one filter, that contain everything with these keys. */
  function answersAround(common: Cell): Cell[] {
    const own = cellDimensions.filter((one) => isOpen(one) && common[one] !== undefined);
    const cell = (...parts: Dimension[]) => Object.fromEntries(parts.map((one) => [one, common[one]!]));
    const filters = own.filter((one) => dimensions[one].isFilter);
    const pairs = filters.flatMap((one) =>
      own.filter((other) => other !== one).map((other) => cell(one, other)),
    );
    return [{}, ...own.map((one) => cell(one)), ...pairs];
  }

  return linesOf;
}

/** True when `inner` has all the keys of `outer`, so that it is part of it. */
const contains = (inner: Cell, outer: Cell) =>
  Object.entries(outer).every(([one, key]) => inner[one as Dimension] === key);
