import { measureGoals, checkInOverdue, lastCheckIns, type MeasuredGoal } from '../goals/index.js';
import { getOrganization } from '../organization/index.js';
import { getBaseline, getCongruency } from '../participation/index.js';
import { dayIn } from '../platform/clock.js';
import { startOfDay, addDays } from '../platform/text/days.js';
import { lastPublications, listTopics } from '../posts/index.js';
import { fewestContributors } from '../published-results/index.js';
import { latestPublicThanks } from '../recognition/index.js';
import type { Services } from '../services.js';
import { lastItems } from '../sources/index.js';
import { listPartners, readFunnel, type Funnel } from '../strategy/index.js';
import { findingsOf, type FindingFacts } from './findings.js';
import { readAreas } from './read-areas.js';

/** For how many days thanks stand on the overview. */
const thanksDays = 28;

type Congruency = Awaited<ReturnType<typeof getCongruency>>;

/** The partners that go on, with when their feed last brought something. */
async function readPartners() {
  const partners = await listPartners();
  const last = await lastItems(partners.map(({ feed }) => feed));
  return partners.map(({ feed, ...partner }) => ({ ...partner, feedAt: last.get(feed) }));
}

/** All that the overview of a sponsor says, as everybody who reads reports may see it. */
export async function readOverview(services: Services) {
  const { timeZone: zone, visibility } = (await getOrganization())!;
  const now = services.clock.now();
  const today = dayIn(zone, now);
  const isIndividual = visibility === 'individual';
  const asked = { zone, fewest: isIndividual ? 0 : fewestContributors };
  const funnel = await readFunnel();
  const ids = funnel.goals.map(({ id }) => id);
  const [measured, baseline, congruency, areas, topics, posts, thanks, partners] = await Promise.all([
    measureGoals(services, ids),
    getBaseline(asked),
    getCongruency(services, asked),
    readAreas({ isIndividual, today }),
    listTopics(),
    lastPublications(funnel.tactics.map(({ id }) => id)),
    latestPublicThanks(startOfDay(zone, addDays(today, -thanksDays)), now),
    readPartners(),
  ]);
  const checkIns = await lastCheckIns([...measured.values()].map(({ goal }) => goal._id));
  const names = new Map(topics.map(({ id, name }) => [id, name]));
  const dayOf = (at: Date | undefined) => (at ? dayIn(zone, at) : null);
  const facts: FindingFacts = {
    today,
    goals: goalFacts(funnel, measured, (goal) =>
      checkInOverdue(goal, dayOf(checkIns.get(goal._id.toString())), today),
    ),
    tactics: funnel.tactics.map(({ id, title, goalId, isWithdrawn }) => ({
      ...{ id, title, goalId, isWithdrawn },
      lastPost: dayOf(posts.get(id)),
    })),
    emptyCells: emptyCells(congruency, names),
    insights: funnel.insights.map(({ id, title, checkAgainOn, departmentGoalId }) => ({
      ...{ id, title, checkAgainOn },
      owner: funnel.departmentGoals.find((goal) => goal.id === departmentGoalId)?.owner?.name ?? null,
    })),
    partners: partners.map(({ feedAt, askedOn, contact, ...partner }) => ({
      ...partner,
      heardOn: [askedOn, dayOf(feedAt) ?? ''].sort().at(-1)!,
      owner: contact?.name ?? null,
    })),
  };
  return {
    ...{ zone, now, today, visibility, funnel, measured, baseline, areas, thanks },
    findings: findingsOf(facts),
  };
}

export type Overview = Awaited<ReturnType<typeof readOverview>>;

const goalFacts = (
  funnel: Funnel,
  measured: Map<string, MeasuredGoal>,
  overdueOf: (goal: MeasuredGoal['goal']) => number,
): FindingFacts['goals'] =>
  funnel.goals.flatMap(({ id, title, owner }) => {
    const found = measured.get(id);
    if (!found) return [];
    const { goal, state } = found;
    return {
      ...{ id, title, from: goal.from, state: state.name, by: state.by, until: state.until },
      part: Math.abs((state.by ?? 0) / (goal.target - goal.start || 1)),
      owner: owner?.name ?? null,
      overdue: overdueOf(goal),
    };
  });

/** Cells in which nothing was offered. Of a quarter that still runs, nothing is said yet. */
const emptyCells = (
  { isClosed, themes }: Congruency,
  names: Map<string, string>,
): FindingFacts['emptyCells'] =>
  themes
    .filter(() => isClosed)
    .flatMap(({ topicId, cells }) =>
      cells
        .filter(({ state }) => state === 'empty')
        .flatMap(({ level }) => {
          const topic = names.get(topicId);
          return topic ? [{ topic, level }] : [];
        }),
    );
