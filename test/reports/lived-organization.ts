import { expect } from 'chai';
import { reactions } from '../../jobs/reactions.js';
import { deactivatePerson } from '../../src/accounts/access-of-person.js';
import { Conversion } from '../../src/conversions/conversion.model.js';
import { recordConversion } from '../../src/conversions/record-conversion.js';
import { voidConversions } from '../../src/conversions/void-conversions.js';
import { eventsPublished } from '../../src/events/index.js';
import { react } from '../../src/events/react.js';
import { closeWeeks } from '../../src/participation/close-weeks.js';
import { Membership } from '../../src/participation/membership.model.js';
import { User } from '../../src/people/index.js';
import { addDays } from '../../src/platform/text/days.js';
import { addWeeks } from '../../src/platform/text/weeks.js';
import { createTopic, type OfferedPost } from '../../src/posts/index.js';
import { ResultEntry } from '../../src/published-results/result-entry.model.js';
import type { NetworkName } from '../../src/sharing/index.js';
import { confirmShare } from '../../src/sharing/confirm-share.js';
import { Share } from '../../src/sharing/share.model.js';
import { DailyStatistic } from '../../src/statistics/daily-statistic.model.js';
import { addStep } from '../../src/strategy/index.js';
import { buildClick } from '../clicks/builders.js';
import { buildPost } from '../posts/builders.js';
import { publishAt } from '../published-results/builders.js';
import { randomFrom, teamIn, weeksOfPlan, type Plan } from '../published-results/random-organization.js';
import { buildShare } from '../sharing/builders.js';
import { buildFunnel, stepInput } from '../strategy/builders.js';
import { acting } from '../support/actors.js';
import { buildOrganization, buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase } from '../support/database.js';
import type { TestServices } from '../support/services.js';

/** The last four weeks of a quarter. */
const firstWeek = '2026-08-31';
export const weeksLived = Array.from({ length: weeksOfPlan }, (_, n) => addWeeks(firstWeek, n));
const weeks = weeksLived;

export const atomMetrics = ['posted', 'visitors', 'conversions'] as const;
export type AtomMetric = (typeof atomMetrics)[number];

/** A part of a result that no answer divides: what a share brought on one day, and when it was published. */
export interface Atom {
  person: string;
  postId: string;
  network: string;
  day: string;
  inOwnWords: boolean;
  figures: Record<AtomMetric, number>;
  publishedIn: string | null;
  node: string;
}

const at = (week: number, day: number, hour = 10) =>
  `${addDays(weeks[week]!, day)}T${String(hour).padStart(2, '0')}:00:00Z`;

/** Builds the organization of a plan, lets its weeks go by and publishes them. */
export async function liveThrough(services: TestServices, plan: Plan, seed: number) {
  const { below, chance } = randomFrom(seed + 1);
  await emptyDatabase();
  await buildOrganization();
  const teams: string[] = [];
  for (let n = 0; n < 4; n += 1) teams.push((await buildTeam()).id);
  const people: string[] = [];
  for (const { team } of plan.people) people.push((await buildUser({ teamId: teams[team]! })).id);
  await Membership.insertMany(
    plan.people.flatMap(({ team, move, leaves }, n) => {
      const one = { personId: people[n]!, status: 'active' };
      const left = leaves === null ? null : new Date(at(leaves, 0, 1));
      const moved = move && (leaves === null || move.week < leaves) ? new Date(at(move.week, 0, 1)) : null;
      return [
        { ...one, teamId: teams[team], from: new Date('2026-01-05'), to: moved ?? left },
        ...(moved ? [{ ...one, teamId: teams[move!.team], from: moved, to: left }] : []),
      ].map((row, revision) => ({
        ...row,
        _id: `person/${people[n]}/${revision + 1}`,
        revision: revision + 1,
      }));
    }),
  );
  services.setNow('2026-08-30T09:00:00Z');
  const topics: string[] = [];
  for (const name of ['Careers', 'Harbours'])
    topics.push((await createTopic(services, { actor: acting('editor'), name })).id);
  const posts: OfferedPost[] = [];
  const build = async (tactics: Record<string, string | null>) => {
    for (const [n, { node, team }] of plan.posts.entries()) {
      const tactic = /tactic:\d/.exec(node)?.[0] ?? '';
      if (!(tactic in tactics)) continue;
      posts[n] = await buildPost({
        services,
        topicId: topics[below(2)]!,
        level: chance(0.5) ? 'industry' : 'corporate',
        campaign: chance(0.5) ? 'crew' : 'harbour',
        audienceTeamIds: team === null ? [] : [teams[team]!],
        tacticId: tactics[tactic]!,
      });
    }
  };
  // Only before there is a tactic, posts need none.
  await build({ '': null });
  const { admin, goals, tactics } = await buildGoals(services);
  await build(tactics);
  for (let week = 0; week < weeksOfPlan; week += 1) {
    for (const [n, one] of plan.people.entries()) {
      if (one.leaves === week) await deactivatePerson(services, { actor: admin, userId: people[n]! });
      else if (one.move?.week === week)
        await User.updateOne({ _id: people[n] }, { $set: { teamId: teams[teamIn(one, week)] } });
    }
    for (const sharing of plan.sharings.filter((one) => one.week === week)) {
      const when = at(week, sharing.day);
      services.setNow(when);
      const made = await buildShare({
        services,
        postId: posts[sharing.post]!.id,
        advocateId: people[sharing.person]!,
        network: sharing.network as NetworkName,
        caption: chance(0.5) ? 'I am glad we do this.' : 'My crew built this in one winter.',
      });
      await confirmShare(services, { shareId: made.id, actor: acting('advocate', made.advocateId) });
      for (let n = 0; n < sharing.visitors; n += 1) await buildClick({ slug: made.slug, at: when });
      for (const later of sharing.later)
        for (let n = 0; n < later.visitors; n += 1)
          await buildClick({ slug: made.slug, at: at(later.week, below(7)) });
      if (sharing.conversion) {
        const id = sharing.conversion === 'voided' ? `void-${week}-${made.slug}` : made.slug;
        await recordConversion(services, { slug: made.slug, kind: 'lead', externalId: id, via: 'server' });
      }
    }
    await publishAt(`${addDays(weeks[week]!, 9)}T09:00:00Z`);
    services.setNow(`${addDays(weeks[week]!, 9)}T10:00:00Z`);
    for (const { _id } of await Conversion.find({ externalId: { $regex: `^void-${week}-` } }).lean())
      await voidConversions(services, {
        ...{ selection: { id: _id.toString() }, reportedUntil: services.clock.now() },
        ...{ reason: 'Reported twice.', actor: acting('admin') },
      });
  }
  services.setNow('2026-10-14T09:00:00Z');
  await eventsPublished();
  while (await react(services, reactions));
  await closeWeeks(services);
  return { people, posts, goals };
}

/** Two goals for visitors and postings, with three tactics. */
async function buildGoals(services: TestServices) {
  const { admin, owner, departmentGoalId, insightId } = await buildFunnel(services);
  const add = async (step: 'social-goal' | 'tactic', more: object) =>
    (await addStep(services, { ...stepInput[step], ...more, actor: admin, step })).id;
  const goal = (metric: string) =>
    add('social-goal', {
      ...{ departmentGoalId, insightIds: [insightId], owner: owner.email },
      ...{ metric, from: firstWeek, to: '2026-12-31' },
    });
  const goals = { visitors: await goal('visitors'), posted: await goal('postings') };
  const tactics = {
    'tactic:1': await add('tactic', { goalId: goals.visitors }),
    'tactic:2': await add('tactic', { goalId: goals.visitors }),
    'tactic:3': await add('tactic', { goalId: goals.posted }),
  };
  return { admin, goals, tactics };
}

/** What everybody really brought, in parts as small as any answer could divide. */
export async function readAtoms(): Promise<Atom[]> {
  const shares = new Map((await Share.find().lean()).map((share) => [share._id.toString(), share]));
  const rows = await DailyStatistic.find().lean();
  const atoms: Atom[] = [];
  for (const {
    _id,
    week,
    shareId,
    personId,
    network,
    node,
    publishedIn,
    figures,
  } of await ResultEntry.find().lean()) {
    const share = shares.get(shareId)!;
    const own = {
      person: personId,
      postId: share.postId.toString(),
      network,
      node,
      publishedIn: publishedIn ?? null,
    };
    const words = share as unknown as { caption?: string };
    const atom = (day: string, some: Partial<Atom['figures']>): Atom => ({
      ...{ ...own, day, inOwnWords: words.caption !== 'I am glad we do this.' },
      figures: { posted: 0, visitors: 0, conversions: 0, ...some },
    });
    const sums = figures as { posted?: number; visitors?: number; conversions?: { lead?: number } };
    const ofWeek = rows.filter(
      (row) => row.shareId.toString() === shareId && row.day >= week && row.day <= addDays(week, 6),
    );
    const parts = [
      atom(share.day, { posted: sums.posted ?? 0, conversions: sums.conversions?.lead ?? 0 }),
      ...ofWeek.filter(({ visitors }) => visitors).map(({ day, visitors }) => atom(day, { visitors })),
    ];
    expect(
      parts.reduce((sum, one) => sum + one.figures.visitors, 0),
      _id,
    ).to.equal(sums.visitors ?? 0);
    atoms.push(...parts);
  }
  return atoms;
}
