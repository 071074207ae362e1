import { levels, type Level } from '../links/index.js';
import { dayIn } from '../platform/clock.js';
import type { Services } from '../services.js';
import { addWeeks, quarterOfWeek, startOfWeek, weekOf, weeksOfPeriod } from '../platform/text/weeks.js';
import { offeredBetween } from './close-quarter.js';
import { ClosedQuarter } from './closed-quarter.model.js';
import {
  hasOccurred,
  isCongruent,
  cellStateOf,
  turnOf,
  type CellState,
  type Theme,
  type TurnOf,
} from './congruency.js';
import { closingOf } from './facts-of-week.js';
import type { Shown } from './head-counts.js';

export interface ShownTheme {
  topicId: string;
  isCongruent: boolean;
  cells: {
    level: Level;
    offered: number;
    /** Null unless everything is shown: less the published results, the number would be what waits. */
    posted: Shown;
    state: CellState;
    turn: TurnOf | null;
  }[];
}

export interface CongruencyReport {
  quarter: string;
  /** False while no quarter is closed: then only what is offered in the running one is known. */
  isClosed: boolean;
  themes: ShownTheme[];
  /** When the next quarter follows. */
  nextAt: Date;
}

/**
 * Which themes speak with all three voices, in the last closed quarter; before there is one, what is offered in the
 * running one.
 */
export async function getCongruency(
  services: Services,
  { zone, fewest }: { zone: string; fewest: number },
): Promise<CongruencyReport> {
  const running = quarterOfWeek(weekOf(dayIn(zone, services.clock.now())));
  const closed = await ClosedQuarter.findOne().sort({ _id: -1 }).lean();
  const next = closed ? quarterOfWeek(addWeeks(weeksOfPeriod(closed._id).last, 1)) : running;
  const themes = closed
    ? closed.themes.map((theme) => ({ ...theme, topicId: theme.topicId?.toString() ?? null }))
    : await themesOffered(zone, running);
  return {
    quarter: closed?._id ?? running,
    isClosed: Boolean(closed),
    themes: themes
      .filter(hasOccurred)
      .flatMap((theme) => (theme.topicId ? [shownTheme({ ...theme, topicId: theme.topicId }, fewest)] : [])),
    nextAt: closingOf(zone, weeksOfPeriod(next).last),
  };
}

const shownTheme = (theme: Theme & { topicId: string }, fewest: number): ShownTheme => ({
  topicId: theme.topicId,
  isCongruent: isCongruent(theme),
  cells: levels.map((level) => {
    const { offered, postings } = theme[level];
    return {
      ...{ level, offered },
      posted: fewest === 0 ? postings : null,
      state: cellStateOf(theme[level]),
      turn: turnOf(level, theme[level]),
    };
  }),
});

async function themesOffered(zone: string, quarter: string): Promise<Theme[]> {
  const { first, last } = weeksOfPeriod(quarter);
  const none = { offered: 0, postings: 0, people: 0 };
  const themes = new Map<string, Theme>();
  const offers = await offeredBetween(startOfWeek(zone, first), startOfWeek(zone, addWeeks(last, 1)));
  for (const { topicId, level, postIds } of offers) {
    const key = String(topicId);
    const theme = themes.get(key) ?? {
      ...{ topicId: topicId?.toString() ?? null, people: 0 },
      ...{ industry: none, corporate: none, individual: none },
    };
    themes.set(key, { ...theme, [level]: { ...none, offered: postIds.size } });
  }
  return [...themes.values()];
}
