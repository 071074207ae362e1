/** Numbers that look random and follow from a seed. */
export function randomFrom(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    below: (end: number) => Math.floor(next() * end),
    /** True so often, of one. */
    chance: (share: number) => next() < share,
  };
}

/** How many weeks a plan has. */
export const weeksOfPlan = 4;

export interface PlannedPerson {
  team: number;
  /** The team they move to, and in which week. */
  move: { week: number; team: number } | null;
  /** They share nothing from this week on. */
  leaves: number | null;
  /** The week from which on everybody may see their results; null: never. */
  publicFrom: number | null;
}

export interface PlannedPost {
  /** The node of the post in the tree of content. */
  node: string;
  /** The only team that may share it. */
  team: number | null;
}

/** What one person posts. */
export interface PlannedSharing {
  person: number;
  post: number;
  week: number;
  /** From Monday, 0. */
  day: number;
  network: string;
  visitors: number;
  /** Visitors of later weeks. */
  later: { week: number; visitors: number }[];
  conversion: 'kept' | 'voided' | null;
}

export interface Plan {
  people: PlannedPerson[];
  posts: PlannedPost[];
  sharings: PlannedSharing[];
}

/** The team of somebody in a week. */
export const teamIn = ({ team, move }: PlannedPerson, week: number): number =>
  move && week >= move.week ? move.team : team;

/**
 * A random organization of 6 to 20 people in 1 to 4 teams: posts for one team, people who move, leave and show their
 * results, late visitors, conversions of which some are voided.
 */
export function planOrganization(seed: number): Plan {
  const { below, chance } = randomFrom(seed);
  const size = 6 + below(15);
  const isLarge = size >= 14;
  // Otherwise hardly any would have a table of teams.
  const isBusy = isLarge && chance(0.85);
  const teams = isBusy ? 2 : 1 + below(4);
  const people = Array.from({ length: size }, (_, n): PlannedPerson => ({
    team: n < 2 * teams ? n % teams : below(teams),
    move: chance(0.15) ? { week: 1 + below(weeksOfPlan - 1), team: below(teams) } : null,
    leaves: chance(0.1) ? 1 + below(weeksOfPlan - 1) : null,
    publicFrom: chance(isBusy ? 0.05 : 0.1) ? below(weeksOfPlan) : null,
  }));
  const places = ['goal:1/tactic:1/', 'goal:1/tactic:2/', 'goal:2/tactic:3/', ''];
  const posts = Array.from({ length: (isBusy ? 2 : 1) + below(isBusy ? 2 : 4) }, (_, n): PlannedPost => ({
    node: `${places[below(places.length)]}post:${n}`,
    team: chance(isBusy ? 0.05 : 0.2) ? below(teams) : null,
  }));
  const eager = isBusy ? 0.85 + 0.15 * (below(100) / 100) : 0.15 + 0.8 * (below(100) / 100);
  const quiet = chance(0.3);
  const weekOfPost = posts.map(() => below(weeksOfPlan));
  const sharings: PlannedSharing[] = [];
  for (const [person, one] of people.entries())
    for (const [post, { team }] of posts.entries()) {
      const week = Math.min(weeksOfPlan - 1, weekOfPost[post]! + (chance(isBusy ? 0.05 : 0.2) ? 1 : 0));
      if (!chance(eager) || (team !== null && teamIn(one, week) !== team)) continue;
      if (one.leaves !== null && week >= one.leaves) continue;
      const visitors = quiet && chance(0.5) ? 0 : below(5);
      sharings.push({
        ...{ person, post, week, day: below(7), visitors },
        network: chance(0.3) ? 'x' : 'linkedin',
        later:
          chance(0.3) && week < weeksOfPlan - 1
            ? [{ week: week + 1 + below(weeksOfPlan - 1 - week), visitors: 1 + below(3) }]
            : [],
        conversion: chance(0.2) ? (chance(0.3) ? 'voided' : 'kept') : null,
      });
    }
  return { people, posts, sharings };
}
