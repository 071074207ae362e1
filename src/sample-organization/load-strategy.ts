import { DateTime } from 'luxon';
import { organizationTimeZone } from '../organization/index.js';
import { listTeams } from '../people/index.js';
import { dayIn } from '../platform/clock.js';
import { addDays } from '../platform/text/days.js';
import { placePosts } from '../posts/index.js';
import type { Services } from '../services.js';
import {
  addStep,
  checkIn,
  enterFigure,
  setCollective,
  withdrawMessage,
  type FunnelStep,
} from '../strategy/index.js';
import type { Calendar } from './calendar.js';
import type { PostIds } from './content-steps.js';
import { withIdsOf } from './fixed-ids.js';
import { newsFeed } from './news-feed.js';
import { mailAddressOf, type PeopleByMailbox } from './people.js';

type Input = Record<string, unknown>;

/**
 * A whole funnel: goals that are ahead, on course, behind, not measurable yet and without a figure, one overdue check-in
 * and one withdrawn key message. It is agreed when the history begins; posts of some topics are placed under it.
 */
export async function loadStrategy(
  at: (moment: Date) => Services,
  calendar: Calendar,
  { people, postIds }: { people: PeopleByMailbox; postIds: PostIds },
): Promise<void> {
  const then = at(calendar.moment(80, '9:00'));
  const now = at(calendar.now);
  const zone = await organizationTimeZone();
  const day = (daysAgo: number) => addDays(dayIn(zone, calendar.now), -daysAgo);
  const marta = people.get('marta')!;
  const address = (mailbox: string) => mailAddressOf({ mailbox });
  const teams = new Map((await listTeams()).map(({ name, id }) => [name, id]));
  const add = async (step: FunnelStep, input: Input): Promise<string> =>
    withIdsOf(
      `${step} ${String(input.title)}`,
      async () => (await addStep(then, { ...input, actor: marta, step })).id,
    );
  const year = DateTime.fromJSDate(calendar.now, { zone }).year;

  await add('mission', {
    title:
      'Carry people and goods across this coast, quietly and on time, and be a neighbour that harbour towns are glad of.',
    sponsor: address('henrik'),
    agreedOn: day(80),
  });
  const business = async (title: string) => add('business-goal', { title, year });
  const fleet = await business('Fill every post of the electric fleet');
  const freight = await business('Win back 200 freight customers');
  const answers = await business('Fewer calls, better answers');
  const department = async (businessGoalId: string, team: string, title: string) =>
    add('department-goal', { title, businessGoalId, teamId: teams.get(team)! });
  const engineers = await department(fleet, 'Engineering', 'Twelve engineers by the end of the year');
  const apprentices = await department(fleet, 'People and culture', 'Forty apprentices in the yards');
  const trucks = await department(freight, 'Communications and sales', 'Trucks booked online, and again');
  const pages = await department(answers, 'Ports and passengers', 'One page for every frequent question');

  const found = { foundOn: day(80), checkAgainOn: day(-100) };
  const insightOf = async (
    departmentGoalId: string,
    title: string,
    who: string,
    evidence: string,
    more: Input = {},
  ) => add('insight', { ...found, departmentGoalId, title, people: who, evidence, ...more });
  const pay = await insightOf(
    engineers,
    'Engineers in rail and wind want problems without a manual, and to see the pay before they apply',
    'Engineers with five years in rail or wind, within two hours of the coast',
    '11 interviews',
    {
      behaviour: 'They ask former colleagues before they read an advertisement.',
      wants: 'Problems without a manual',
    },
  );
  const parents = await insightOf(
    apprentices,
    'Parents decide with their children, and look for a job that stays on the coast',
    'Parents of pupils in the last two years of school',
    'Two evenings in schools, 60 conversations',
  );
  const dispatchers = await insightOf(
    trucks,
    'Dispatchers book where a price stands and a place is certain',
    'Dispatchers of firms with five to forty trucks',
    'Calls with 22 former customers',
    { checkAgainOn: day(10) },
  );
  const callers = await insightOf(
    pages,
    'People call because the page that answers them can’t be found on a phone',
    'Passengers with a wheelchair, a dog or a changed plan',
    'Reasons of 900 calls in a month',
  );

  const goal = async (title: string, departmentGoalId: string, insightIds: string, rest: Input) =>
    add('social-goal', {
      ...{ title, departmentGoalId, insightIds, start: 0, from: day(80), to: day(-40) },
      why: 'The best quarter before brought two thirds of it, with half of the colleagues.',
      ...rest,
    });
  const applications = await goal(
    '600 visits to what working on the electric fleet is like',
    engineers,
    pay,
    {
      ...{ valueArea: 'engagement', metric: 'visitors', target: 600, owner: address('anna-katharina') },
      ...{
        lead: address('raul'),
        agreeTeamIds: [teams.get('Engineering')!, teams.get('People and culture')!],
      },
    },
  );
  const school = await goal('30 ideas from parents at the open evenings', apprentices, parents, {
    ...{ valueArea: 'responsibility', metric: 'suggestions', target: 30, owner: address('marta') },
  });
  const bookings = await goal('390 clicks of dispatchers on the new rates', trucks, dispatchers, {
    ...{
      valueArea: 'reputation',
      metric: 'clicks',
      target: 390,
      owner: address('henrik'),
      lead: address('jonas'),
    },
  });
  const questions = await goal('400 questions answered by a page that we shared', pages, callers, {
    ...{
      valueArea: 'customer-service',
      metric: 'questions-answered',
      target: 400,
      owner: address('minhchau'),
    },
    lead: address('jonas'),
  });
  const satisfied = await goal('Nine in ten passengers say that they found their answer', pages, callers, {
    ...{
      valueArea: 'customer-service',
      metric: 'satisfaction',
      start: 71,
      target: 90,
      owner: address('bente'),
    },
  });
  await goal('Ten reports in the press about quiet harbours', engineers, pay, {
    ...{ valueArea: 'reputation', metric: 'press-pick-ups', target: 10, owner: address('ines') },
    ...{ from: day(6), to: day(-200) },
  });

  const tactic = async (title: string, goalId: string, kind: string, rest: Input) =>
    add('tactic', { title, goalId, kind, expectedBy: day(-30), expectedSharers: 5, ...rest });
  const work = await tactic('Engineers answer engineers', applications, 'representatives', {
    ...{ metric: 'visitors', expected: 250, plannedHours: 40 },
    keyMessage: 'On the electric ferries nobody has solved your problem before you.',
    facts: 'MS Kittiwake is the first battery ferry on this coast. Twelve posts are open.',
    sources: 'Fleet plan, October',
  });
  const evenings = await tactic('Open evenings on the bridge', school, 'events', {
    ...{ metric: 'suggestions', expected: 30 },
    keyMessage: 'An apprenticeship here ends with a job on this coast.',
  });
  const rates = await tactic('Rates that everybody can read', bookings, 'content', {
    ...{ metric: 'clicks', expected: 200 },
    keyMessage: 'The fastest crossing on the coast, at one price.',
    facts: 'Fifty minutes from quay to quay.',
  });

  const within = { electric: work, work, freight: rates, towns: evenings } as const;
  const placed = [...postIds].flatMap(([post, postId]) => {
    const key = (Object.keys(within) as (keyof typeof within)[]).find((word) =>
      post.topic.toLowerCase().includes(word),
    );
    return key ? [{ postId, tacticId: within[key] }] : [];
  });
  const jonas = people.get('jonas')!;
  await setCollective(now, {
    ...{ actor: jonas, goalId: bookings },
    sentence: 'Together we show every dispatcher our new rates.',
  });
  for (const tacticId of new Set(placed.map((one) => one.tacticId)))
    await placePosts(now, {
      ...{ actor: jonas, tacticId },
      postIds: placed.filter((one) => one.tacticId === tacticId).map(({ postId }) => postId),
    });

  const enter = async (goalId: string, owner: string, daysAgo: number, value: number, source: string) =>
    withIdsOf(`figure ${goalId} ${daysAgo}`, () =>
      enterFigure(at(calendar.moment(daysAgo, '12:00')), {
        ...{ actor: people.get(owner)!, goalId, day: day(daysAgo), value, source },
      }),
    );
  await enter(school, 'marta', 50, 9, 'List at the door');
  await enter(school, 'marta', 8, 10, 'List at the door');
  await enter(questions, 'minhchau', 60, 60, 'Tickets of the service desk, month by month');
  await enter(questions, 'minhchau', 30, 58, 'Tickets of the service desk, month by month');
  await enter(questions, 'minhchau', 4, 41, 'Tickets of the service desk, month by month');

  const say = async (goalId: string, mailbox: string, daysAgo: number, said: Input) =>
    withIdsOf(`check-in ${goalId} ${daysAgo}`, () =>
      checkIn(at(calendar.moment(daysAgo, '10:00')), { ...said, actor: people.get(mailbox)!, goalId }),
    );
  await say(applications, 'anna-katharina', 12, {
    ...{ confidence: 'high', sentence: 'Colleagues share the yard pictures more than anything before.' },
    decision: 'Raúl films the sea trials.',
  });
  await say(bookings, 'henrik', 9, {
    ...{ confidence: 'medium', sentence: 'The rates are out; dispatchers still call.' },
    decision: 'The price stands in the first line from now on.',
  });
  await say(questions, 'minhchau', 55, {
    ...{ confidence: 'low', sentence: 'Only the wheelchair page is found.' },
    decision: 'We write the page on changed plans first.',
  });
  await say(satisfied, 'bente', 14, {
    ...{ confidence: 'medium', sentence: 'The survey starts in January.' },
    decision: 'Until then we count what people ask for.',
  });
  await say(school, 'marta', 20, {
    ...{ confidence: 'high', sentence: 'Both evenings were full.' },
    decision: 'Nothing changes.',
  });
  await add('partner', {
    title: 'Coastal Shipping Association',
    aim: 'They quote our charging figures in their yearly report.',
    contact: address('ines'),
    feed: newsFeed.address,
    asked: 'A paragraph on what a berth with shore power costs and saves.',
    askedOn: day(40),
    askAgainOn: day(-20),
  });
  await add('partner', {
    title: 'Working group on quiet harbours',
    aim: 'Their standard takes up how we measure noise at night.',
    contact: address('marta'),
    feed: '',
    asked: 'Our measurements of two summers are in their draft.',
    askedOn: day(70),
    askAgainOn: day(4),
  });
  await withdrawMessage(now, {
    ...{ actor: people.get('henrik')!, tacticId: rates },
    note: 'Another line is faster since the new timetable. We say “the simplest” until ours is back.',
  });
}
