import { mergeTeam } from '../accounts/index.js';
import type { SignedIn } from '../people/index.js';
import { createTopic } from '../posts/index.js';
import { sendDueDeliveries } from '../deliveries/index.js';
import { digestDelivery, recordDueDigests } from '../digests/index.js';
import { publishGuideline, recordPastAcknowledgements } from '../guidelines/index.js';
import type { Services } from '../services.js';
import { addFeed } from '../sources/index.js';
import { listConversions, voidConversions } from '../conversions/index.js';
import { publishDueWeeks } from '../published-results/index.js';
import { mergedAt, secondGuidelineAt, type Calendar } from './calendar.js';
import { core, type Cast } from './cast.js';
import { contentSteps, type Step } from './content-steps.js';
import { withIdsOf } from './fixed-ids.js';
import { guidelines } from './guidelines.js';
import { loadEarlierPosts } from './load-earlier-posts.js';
import { loadFollowedTopics, loadPeople } from './load-people.js';
import { followMorePeople } from './load-more-people.js';
import { countSampleDays, loadShares } from './load-shares.js';
import { loadStrategy } from './load-strategy.js';
import { loadBoard } from './load-board.js';
import { loadThanks } from './load-thanks.js';
import { newsFeed } from './news-feed.js';
import { days } from './organization.js';
import { endedTeam, people, type PeopleByMailbox } from './people.js';
import { planAcknowledgements } from './plan-acknowledgements.js';
import { planShares } from './plan-shares.js';
import { topics } from './topics.js';

/** Called when pages can be used; loading continues when it has resolved. */
export type WhenUsable = () => Promise<unknown>;

/**
 * Loads everything: the story through verbs, with the clock set to when it happened, and the rest in bulk. Calls
 * `whenUsable` once people and posts are there; strategy and results come last.
 */
export async function loadStory(
  at: (moment: Date) => Services,
  { calendar, cast, whenUsable }: { calendar: Calendar; cast: Cast; whenUsable: WhenUsable },
): Promise<void> {
  const now = at(calendar.now);
  const { made, teamIds } = await loadPeople(at, calendar, cast);
  const topicIds = new Map<string, string>();
  for (const topic of topics)
    await withIdsOf(`topic ${topic.name}`, async () =>
      topicIds.set(topic.name, (await createTopic(now, { actor: made.get('jonas')!, ...topic })).id),
    );
  await loadFollowedTopics(now, made, topicIds);

  const { steps, postIds } = await contentSteps(calendar, made, topicIds);
  const all = [...guidelineSteps(calendar, made, cast), mergeStep(calendar, made, teamIds), ...steps];
  for (const step of all.sort((a, b) => a.at.getTime() - b.at.getTime())) await step.run(at(step.at));
  await loadEarlierPosts(now, { calendar, cast, made, topicIds, postIds });
  await whenUsable();
  await loadStrategy(at, calendar, { people: made, postIds });

  const shares = planShares(calendar, cast);
  await recordPastAcknowledgements(
    planAcknowledgements(calendar, shares, cast).map(({ person, version, at: moment }) => ({
      ...{ userId: made.get(person.mailbox)!.id, version, at: moment },
    })),
  );
  await loadShares(at, { calendar, cast, made, teamIds, postIds, shares });
  await loadThanks(at, { calendar, made });
  await loadBoard(at, { calendar, made });
  await voidTestOrder(now, made.get(people.find(({ signsInAs }) => signsInAs === 'admin')!.mailbox)!);
  await countSampleDays(now, { calendar, cast });
  // Of the whole organization, the job publishes what is due as soon as it runs, so that nobody waits for a year of it.
  if (cast === core) await publishDueWeeks(now);
  await loadFeedAndDigest(now, made.get('jonas')!);
  await followMorePeople(
    cast.people.filter((person) => !people.includes(person)),
    made,
  );
}

async function loadFeedAndDigest(services: Services, actor: SignedIn): Promise<void> {
  const fetcher = newsFeed.fetcher(services.fetcher, () => services.clock.now());
  await addFeed({ ...services, fetcher }, { url: newsFeed.address, actor });
  await recordDueDigests(services);
  await sendDueDeliveries(services, [digestDelivery]);
}

/** Voids the latest sale, which was a test order of the shop. */
async function voidTestOrder(services: Services, actor: SignedIn): Promise<void> {
  const { items } = await listConversions({ page: 1 });
  const { id } = items.find(({ kind, because }) => kind === 'sale' && !because) ?? items[0]!;
  await voidConversions(services, {
    selection: { id },
    reportedUntil: services.clock.now(),
    reason: 'A test order of the booking page.',
    actor,
  });
}

function guidelineSteps(calendar: Calendar, made: PeopleByMailbox, { firstWeek }: Cast): Step[] {
  const published = [calendar.moment(days - 1 - firstWeek * 7, '6:30'), secondGuidelineAt(calendar)];
  return guidelines.map((guideline, index) => ({
    at: published[index]!,
    run: (services) => publishGuideline(services, { ...guideline, actor: made.get('jonas')! }),
  }));
}

/** A team ends: its people and its posts move to another one. */
function mergeStep(calendar: Calendar, made: PeopleByMailbox, teamIds: Map<string, string>): Step {
  const [teamId, intoId] = [teamIds.get(endedTeam.name)!, teamIds.get(endedTeam.into)!];
  return {
    at: mergedAt(calendar),
    run: async (services) => {
      await mergeTeam(services, { teamId, intoId, actor: made.get('marta')! });
      for (const [mailbox, person] of made)
        if (person.teamId === teamId) made.set(mailbox, { ...person, teamId: intoId });
    },
  };
}
