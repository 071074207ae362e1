import { numberOf } from '../goals/index.js';
import { getOrganization } from '../organization/index.js';
import { findActivePeople } from '../people/index.js';
import { addDays } from '../platform/text/days.js';
import { quarterOfWeek, weeksOfPeriod } from '../platform/text/weeks.js';
import { readHeadCounts } from '../participation/index.js';
import { findPosts } from '../posts/index.js';
import {
  fewestContributors,
  lastClosedQuarter,
  listPublicPeople,
  publishedWeeks,
  readPublicResults,
  readQuarterTable,
} from '../published-results/index.js';
import { metricOf, readFunnel, type Funnel, type GoalMetric } from '../strategy/index.js';
import { teamLines, type TeamLine } from './board-teams.js';

type Goal = Funnel['goals'][number];

/** Worth is never a person's, and regulars are of the whole organization. */
const isOnBoard = (metric: GoalMetric): boolean =>
  metricOf(metric).from === 'portal' && metric !== 'regulars' && metric !== 'sales-worth';

/** The goals that the board can be about: those whose results the portal counts for each posting. */
export const goalsOfBoard = async (): Promise<Goal[]> =>
  (await readFunnel()).goals.filter(({ metric }) => isOnBoard(metric));

export interface BoardLine {
  personId: string;
  /** A pseudonym, or their name. */
  name: string;
  value: number;
}

/**
 * What people who stand on the board brought to a goal, most first, in the quarter of the newest published week. Who
 * brought nothing has no line. Null before there is a published week.
 */
export async function peopleOfBoard(
  goal: Pick<Goal, 'id' | 'metric'>,
): Promise<{ from: string; to: string; lines: BoardLine[] } | null> {
  const published = await publishedWeeks();
  if (!published) return null;
  const { first } = weeksOfPeriod(quarterOfWeek(published.last));
  const places = await listPublicPeople();
  const [people, results] = await Promise.all([
    findActivePeople(places.map(({ personId }) => personId)),
    readPublicResults(places, { first, last: published.last }),
  ]);
  const posts = await findPosts(results.flatMap(({ postId }) => postId ?? []));
  const sums = new Map<string, number>();
  for (const { personId, postId, goalId, figures } of results)
    // Like cells of posts, what was brought goes with a post that moves to another goal.
    if ((postId ? posts.get(postId)?.goalId : goalId) === goal.id)
      sums.set(personId, (sums.get(personId) ?? 0) + numberOf(goal.metric, figures));
  const lines = places.flatMap(({ personId, pseudonym }) => {
    const person = people.get(personId);
    const value = sums.get(personId) ?? 0;
    return person && value > 0 ? [{ personId, name: pseudonym ?? person.name, value }] : [];
  });
  lines.sort((a, b) => b.value - a.value || a.name.localeCompare(b.name));
  return { from: first, to: addDays(published.last, 6), lines };
}

/** Why there are no lines of teams. */
type NoTeams = 'totals-only' | 'waits' | 'few';

/** What teams brought for each of their regulars in the last closed quarter, or why that can't be shown. */
export async function teamsOfBoard(): Promise<{ quarter: string; lines: TeamLine[] } | { why: NoTeams }> {
  // A stricter setting holds at once, also for what was published before.
  if ((await getOrganization())?.visibility === 'aggregate-only') return { why: 'totals-only' };
  const published = await publishedWeeks();
  const quarter = published && lastClosedQuarter(published);
  if (!quarter) return { why: 'waits' };
  const [table, counts] = await Promise.all([
    readQuarterTable(quarter, 'teams'),
    readHeadCounts(weeksOfPeriod(quarter).last, fewestContributors),
  ]);
  if (table.state === 'open' || !counts) return { why: 'waits' };
  const lines = table.state === 'shown' ? teamLines(table.lines, counts) : [];
  // One line is no comparison.
  return lines.length > 1 ? { quarter, lines } : { why: 'few' };
}
