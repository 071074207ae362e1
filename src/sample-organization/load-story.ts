import pMap from 'p-map';
import { mergeTeam } from '../accounts/index.js';
import { listTeams, type SignedIn } from '../people/index.js';
import { createTopic } from '../posts/index.js';
import { sendDueDeliveries } from '../deliveries/index.js';
import { digestDelivery, recordDueDigests } from '../digests/index.js';
import { acknowledgeGuideline, publishGuideline } from '../guidelines/index.js';
import type { Services } from '../services.js';
import { recordPostings } from '../sharing/index.js';
import { addFeed } from '../sources/index.js';
import { listConversions, voidConversions } from '../conversions/index.js';
import { publishDueWeeks } from '../published-results/index.js';
import { updateDailyStatistics } from '../statistics/index.js';
import { secondGuidelineAt, type Calendar } from './calendar.js';
import { contentSteps, type PostIds, type Step } from './content-steps.js';
import { groupBy } from '../platform/data/group-by.js';
import { withIdsOf } from './fixed-ids.js';
import { guidelines } from './guidelines.js';
import { loadFollowedTopics, loadPeople, type PeopleByMailbox } from './load-people.js';
import { loadShare, loadVisits } from './load-shares.js';
import { loadThanks } from './load-thanks.js';
import { newsFeed } from './news-feed.js';
import { days, weeks } from './organization.js';
import { endedTeam, people } from './people.js';
import { planAcknowledgements } from './plan-acknowledgements.js';
import { planShares } from './plan-shares.js';
import { topics } from './topics.js';

/** Loads everything through verbs, with the clock set to when it happened. */
export async function loadStory(at: (moment: Date) => Services, calendar: Calendar): Promise<void> {
  const now = at(calendar.now);
  const made = await loadPeople(at, calendar);
  const topicIds = new Map<string, string>();
  for (const topic of topics)
    await withIdsOf(`topic ${topic.name}`, async () =>
      topicIds.set(topic.name, (await createTopic(now, { actor: made.get('jonas')!, ...topic })).id),
    );
  await loadFollowedTopics(now, made, topicIds);

  const { steps, postIds } = await contentSteps(calendar, made, topicIds);
  const shares = planShares(calendar);
  await loadWeeks(at, {
    calendar,
    made,
    postIds,
    shares,
    steps: [...guidelineSteps(calendar, made), await mergeStep(calendar, made), ...steps],
  });
  await loadVisits(at, { people: made, postIds }, { calendar, shares });
  await loadThanks(at, { calendar, made });
  await voidTestOrder(now, made.get(people.find(({ signsInAs }) => signsInAs === 'admin')!.mailbox)!);
  await updateDailyStatistics(now);
  await recordPostings(now, undefined, { since: new Date(0) });
  await publishDueWeeks(now);

  const { fetcher } = now;
  const withFeed = { ...now, fetcher: newsFeed.fetcher(fetcher, () => calendar.now) };
  await addFeed(withFeed, { url: newsFeed.address, actor: made.get('jonas')! });
  await recordDueDigests(now);
  await sendDueDeliveries(now, [digestDelivery]);
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

function guidelineSteps(calendar: Calendar, made: PeopleByMailbox): Step[] {
  const published = [calendar.moment(days - 1, '6:30'), secondGuidelineAt(calendar)];
  return guidelines.map((guideline, index) => ({
    at: published[index]!,
    run: (services) => publishGuideline(services, { ...guideline, actor: made.get('jonas')! }),
  }));
}

/** A team ends: its people and its posts move to another one. */
async function mergeStep(calendar: Calendar, made: PeopleByMailbox): Promise<Step> {
  const teamIds = new Map((await listTeams()).map(({ id, name }) => [name, id]));
  const [teamId, intoId] = [teamIds.get(endedTeam.name)!, teamIds.get(endedTeam.into)!];
  return {
    at: calendar.moment(days - endedTeam.week * 7, '10:00'),
    run: async (services) => {
      await mergeTeam(services, { teamId, intoId, actor: made.get('marta')! });
      for (const [mailbox, person] of made)
        if (person.teamId === teamId) made.set(mailbox, { ...person, teamId: intoId });
    },
  };
}

interface Story {
  calendar: Calendar;
  made: PeopleByMailbox;
  postIds: PostIds;
  shares: ReturnType<typeof planShares>;
  steps: Step[];
}

/**
 * For each week: what editors did, in order; then acknowledgements and shares; then what ended. The second
 * guideline begins a new period, because acknowledgements and shares before it are of the first.
 */
async function loadWeeks(at: (moment: Date) => Services, story: Story): Promise<void> {
  const { calendar, made, postIds } = story;
  const second = secondGuidelineAt(calendar);
  const byPeriod = <T extends { at: Date }>(list: T[]) =>
    groupBy(list, ({ at: moment }) => Math.floor(calendar.dayOf(moment) / 7) + (moment < second ? 0 : 1));
  const steps = byPeriod(story.steps.sort((a, b) => a.at.getTime() - b.at.getTime()));
  const shares = byPeriod(story.shares);
  const acknowledgements = byPeriod(planAcknowledgements(calendar, story.shares));
  for (let period = Math.min(...steps.keys()); period <= weeks; period += 1) {
    const inOrder = steps.get(period) ?? [];
    for (const step of inOrder.filter(({ isEnding }) => !isEnding)) await step.run(at(step.at));
    await pMap(
      acknowledgements.get(period) ?? [],
      ({ person, version, at: moment }) =>
        withIdsOf(`acknowledgement ${version} ${person.mailbox}`, () =>
          acknowledgeGuideline(at(moment), { actor: made.get(person.mailbox)!, version }),
        ),
      { concurrency: 40 },
    );
    await pMap(
      shares.get(period) ?? [],
      (share) =>
        withIdsOf(`share ${share.person.mailbox} ${share.network} ${share.post.title}`, () =>
          loadShare(at, { people: made, postIds }, share),
        ),
      { concurrency: 40 },
    );
    for (const step of inOrder.filter(({ isEnding }) => isEnding)) await step.run(at(step.at));
  }
}
