import { findPosts } from '../posts/index.js';
import { lostVisits } from '../clicks/index.js';
import { getConversionSettings } from '../conversions/index.js';
import { sumOfCounts, type Counts } from '../platform/data/sums.js';
import { addDays } from '../platform/text/days.js';
import { weeksFrom } from '../platform/text/weeks.js';
import {
  addFigures,
  readContentCells,
  readQuarterTable,
  sumFigures,
  type ContentCell,
  type ResultFigures,
  type QuarterTable,
  type Weeks,
} from '../published-results/index.js';
import { byFrequency, type Answer } from './answer-question.js';
import { nothing, type Line } from './metrics.js';
import {
  kindOf,
  periodBefore,
  weeksOf,
  type ComparedPeriod,
  type PublishedQuestion,
} from './published-question.js';

/** A line of a table: its keys are several for teams whose results are published together. */
export interface PublishedLine {
  /** Empty for the results that stand under no post. */
  keys: string[];
  figures: Line;
}

export interface PublishedAnswer {
  currency: string;
  /** The published weeks of the period. */
  weeks: Weeks;
  total: Line;
  /** The period before, and its results; null when not all of them were published. */
  before: (ComparedPeriod & { total: Line }) | null;
  byWeek: { day: string; figures: Line }[];
  excluded: Answer['excluded'];
  lost: number;
  /** The table; of teams and networks, why there is none. */
  lines: PublishedLine[];
  missing: 'not-a-quarter' | Exclude<QuarterTable['state'], 'shown'> | null;
}

/** Answers a question from published results alone. */
export async function answerFromPublished(
  { period, by }: PublishedQuestion,
  published: Weeks,
): Promise<PublishedAnswer> {
  const { currency } = await getConversionSettings();
  const asked = weeksOf(period)!;
  const weeks = {
    first: asked.first > published.first ? asked.first : published.first,
    last: asked.last < published.last ? asked.last : published.last,
  };
  const lineOf = (figures: ResultFigures) => toLine(figures, currency);
  const cells = await readContentCells(weeks);
  const total = totalOf(cells);
  const compared = periodBefore(period, published);
  const before = compared && {
    ...compared,
    total: lineOf(totalOf(await readContentCells(compared.weeks))),
  };
  const ofWeeks = sumFigures(cells, ({ week }) => week);
  const byWeek = weeksFrom(weeks.first, weeks.last).map((week) => ({
    day: week,
    figures: lineOf(ofWeeks.get(week) ?? {}),
  }));
  const answer = {
    currency,
    weeks,
    total: lineOf(total),
    before,
    byWeek,
    excluded: byFrequency((total.excluded ?? {}) as Counts),
    lost: await lostVisits({ from: weeks.first, to: addDays(weeks.last, 6) }),
  };
  if (by === 'team' || by === 'network') {
    const table: { state: 'not-a-quarter' } | QuarterTable =
      kindOf(period) === 'quarter'
        ? await readQuarterTable(period, by === 'team' ? 'teams' : 'networks')
        : { state: 'not-a-quarter' };
    if (table.state !== 'shown') return { ...answer, lines: [], missing: table.state };
    const lines = table.lines.map(({ keys, figures }) => ({ keys, figures: lineOf(figures) }));
    return { ...answer, lines, missing: null };
  }
  if (by === 'week') {
    const lines = byWeek.map(({ day, figures }) => ({ keys: [day], figures }));
    return { ...answer, lines, missing: null };
  }
  const sums = sumFigures(cells, await keysOfPosts(by, cells));
  const lines = [...sums].map(([key, figures]) => ({ keys: [key], figures: lineOf(figures) }));
  return { ...answer, lines, missing: null };
}

const totalOf = (cells: ContentCell[]) =>
  cells.reduce((sum, { figures }) => addFigures(sum, figures), {} as ResultFigures);

type Placed = Pick<ContentCell, 'postId' | 'tacticId' | 'goalId'>;

/** The key of each cell: its post, or what its post has now. */
async function keysOfPosts(by: 'post' | 'topic' | 'goal' | 'tactic' | 'campaign' | 'level', cells: Placed[]) {
  if (by === 'post') return ({ postId }: Placed) => postId ?? '';
  const posts = await findPosts(cells.flatMap(({ postId }) => postId ?? []));
  return ({ postId, ...place }: Placed) => {
    const post = posts.get(postId ?? '');
    // What too few people stand behind is published for a tactic or a goal, and stays there.
    if (by === 'goal' || by === 'tactic') return (post ?? place)[`${by}Id`] ?? (post ? 'none' : '');
    if (!post) return '';
    return by === 'topic' ? (post.topicId ?? 'none') : post[by];
  };
}

/** Published figures as the numbers of a report. How many people they come from is published nowhere. */
function toLine(figures: ResultFigures, currency: string): Line {
  const count = (name: string) => (figures[name] ?? 0) as number;
  const sum = (name: string) => sumOfCounts((figures[name] ?? {}) as Counts);
  const sumIn = (name: string) => sumOfCounts(((figures[name] ?? {}) as Record<string, Counts>)[currency]);
  return {
    ...nothing,
    posted: count('posted'),
    prepared: count('prepared'),
    clicks: count('clicks'),
    visitors: count('visitors'),
    excluded: sum('excluded'),
    conversions: sum('conversions'),
    value: sumIn('values'),
    unverified: sum('unverified'),
    unverifiedValue: sumIn('unverifiedValues'),
  };
}
