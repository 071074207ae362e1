import { createTopic } from '../content/index.js';
import { sendDueDigests } from '../digests/index.js';
import { acknowledgeGuideline, publishGuideline } from '../guidelines/index.js';
import { createOrganization } from '../organization/index.js';
import type { Services } from '../services.js';
import { addFeed } from '../sources/index.js';
import { updateDailyStatistics } from '../tracking/index.js';
import type { Role } from '../users/index.js';
import { calendarOf, type Calendar } from './calendar.js';
import { contentSteps, type PostIds, type Step } from './content-steps.js';
import { guidelines } from './guidelines.js';
import { groupBy } from './group-by.js';
import { inChunks } from './in-chunks.js';
import { loadFollowedTopics, loadPeople, type PeopleByMailbox } from './load-people.js';
import { loadShare, loadVisits } from './load-shares.js';
import { newsFeed } from './news-feed.js';
import { days, organization, samplePassword, secondGuidelineDaysAgo, weeks } from './organization.js';
import { addressOf, people } from './people.js';
import { planAcknowledgements } from './plan-acknowledgements.js';
import { planShares } from './plan-shares.js';
import { topics } from './posts/index.js';
import { SampleLoad } from './sample-load.model.js';
import { emptyPartialSample, sampleState } from './sample-state.js';

export interface SignIn {
  role: Role;
  name: string;
  email: string;
  password: string;
}

/** Thrown when the database holds an organization of somebody's. */
export class NotASample extends Error {
  override name = 'NotASample';
}

/**
 * Fills an empty database with the sample organization and its twelve weeks up to now: nothing happens when it is
 * there already, and what an interrupted load left is emptied first.
 * @throws NotASample when the database holds a real organization
 */
export async function loadSampleOrganization(
  services: Services,
): Promise<{ loaded: boolean; signIns: SignIn[] }> {
  const state = await sampleState();
  if (state === 'real')
    throw new NotASample(
      'This database holds a real organization. The sample needs one of its own: set DATA_DIR or MONGODB_URI.',
    );
  if (state === 'complete') return { loaded: false, signIns };
  await emptyPartialSample();

  const calendar = calendarOf(services.clock.now());
  await createOrganization({ ...organization, isSample: true });
  await SampleLoad.create({ startedAt: calendar.now });
  await tellStory((now) => ({ ...services, clock: { now: () => now } }), calendar);
  await SampleLoad.updateOne({ only: true }, { completedAt: services.clock.now() });
  return { loaded: true, signIns };
}

/** Who can sign in, one for each role. */
const signIns: SignIn[] = people.flatMap((person) =>
  person.signsInAs
    ? { role: person.signsInAs, name: person.name, email: addressOf(person), password: samplePassword }
    : [],
);

/** Everything through the verbs of its feature, with the clock set to when it happened. */
async function tellStory(at: (moment: Date) => Services, calendar: Calendar): Promise<void> {
  const now = at(calendar.now);
  const made = await loadPeople(at, calendar);
  const topicIds = new Map<string, string>();
  for (const name of topics) topicIds.set(name, (await createTopic(now, { name })).id);
  await loadFollowedTopics(now, made, topicIds);

  const { steps, postIds } = await contentSteps(calendar, made, topicIds);
  const shares = planShares(calendar);
  await tellWeeks(at, {
    calendar,
    made,
    postIds,
    shares,
    steps: [...guidelineSteps(calendar, made), ...steps],
  });
  await loadVisits(at, { people: made, postIds }, { calendar, shares });
  await updateDailyStatistics(now);

  const { fetcher } = now;
  const withFeed = { ...now, fetcher: newsFeed.fetcher(fetcher, () => calendar.now) };
  await addFeed(withFeed, { url: newsFeed.address, personId: made.get('jonas')!.id });
  await sendDueDigests(now);
}

function guidelineSteps(calendar: Calendar, made: PeopleByMailbox): Step[] {
  const published = [days - 1, secondGuidelineDaysAgo];
  return guidelines.map((guideline, index) => ({
    at: calendar.moment(published[index]!, '6:30'),
    run: (services) => publishGuideline(services, { ...guideline, authorId: made.get('jonas')!.id }),
  }));
}

interface Story {
  calendar: Calendar;
  made: PeopleByMailbox;
  postIds: PostIds;
  shares: ReturnType<typeof planShares>;
  steps: Step[];
}

/** Week by week: what editors did, in its order; then who acknowledged, who shared; then what came to an end. */
async function tellWeeks(at: (moment: Date) => Services, story: Story): Promise<void> {
  const { calendar, made, postIds } = story;
  const byWeek = <T extends { at: Date }>(list: T[]) =>
    groupBy(list, (one) => Math.floor(calendar.dayOf(one.at) / 7));
  const steps = byWeek(story.steps.sort((a, b) => a.at.getTime() - b.at.getTime()));
  const shares = byWeek(story.shares);
  const acknowledgements = byWeek(planAcknowledgements(calendar, story.shares));
  for (let week = Math.min(...steps.keys()); week < weeks; week += 1) {
    const inOrder = steps.get(week) ?? [];
    for (const step of inOrder.filter(({ isEnding }) => !isEnding)) await step.run(at(step.at));
    await inChunks(acknowledgements.get(week) ?? [], ({ person, version, at: moment }) =>
      acknowledgeGuideline(at(moment), { userId: made.get(person.mailbox)!.id, version }),
    );
    await inChunks(shares.get(week) ?? [], (share) => loadShare(at, { people: made, postIds }, share));
    for (const step of inOrder.filter(({ isEnding }) => isEnding)) await step.run(at(step.at));
  }
}
