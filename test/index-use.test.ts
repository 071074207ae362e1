import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { MongoClient, type Document } from 'mongodb';
import mongoose, { Types } from 'mongoose';
import { createApp } from '../src/app.js';
import { addListedPeople, peopleListNotices } from '../src/accounts/list/add-people.js';
import { countPeopleIn } from '../src/accounts/end-team.js';
import { countLocations, createLocation } from '../src/accounts/manage-locations.js';
import { countUninvited } from '../src/sign-in/index.js';
import { countPostsFor, postsJobs, listOfferedPosts } from '../src/posts/index.js';
import { listPostsOfTactic } from '../src/posts/place-post.js';
import { BusinessGoal, DepartmentGoal, listPartners, readFunnel, SocialGoal } from '../src/strategy/index.js';
import { planRollOver } from '../src/strategy/roll-over.js';
import { storeFigures } from '../src/strategy/store-figures.js';
import { listStudioPosts, studioQueues } from '../src/posts/studio-posts.js';
import { listImports } from '../src/conversions/import/find-import.js';
import { apiKeyNotices, webhookSecretNotices } from '../src/conversions/index.js';
import { advanceImports } from '../src/conversions/import/import.jobs.js';
import { EventRecord } from '../src/events/event.model.js';
import { noticeKinds } from '../jobs/notices.js';
import { reactions } from '../jobs/reactions.js';
import { createPerson } from '../src/sign-in/create-person.js';
import { react } from '../src/events/react.js';
import type { StoredEvent } from '../src/events/reaction.js';
import { eventsPublished, publishWaitingEvents } from '../src/events/publish-events.js';
import { deliveryKinds } from '../jobs/deliveries.js';
import { countDeliveries } from '../src/deliveries/find-deliveries.js';
import { deliveryFilters, listDeliveries } from '../src/deliveries/list-deliveries.js';
import { getOutcome, getResults, getSharedPosts } from '../src/feed/get-results.js';
import { listAcknowledgements } from '../src/guidelines/find-guidelines.js';
import { publishGuideline } from '../src/guidelines/index.js';
import { pictureNotices } from '../src/files/index.js';
import { lastCheckIns } from '../src/goals/check-in-overdue.js';
import { measureGoals } from '../src/goals/measure-goals.js';
import { hasRoom } from '../src/files/picture-room.js';
import { storeDuePictures } from '../src/files/store-due-pictures.js';
import { organizationNotices } from '../src/organization/index.js';
import { endNotices } from '../src/notifications/index.js';
import { listNotices } from '../src/notifications/read-notices.js';
import { closeQuarter } from '../src/participation/close-quarter.js';
import { closeWeeks } from '../src/participation/close-weeks.js';
import { ClosedWeek } from '../src/participation/closed-week.model.js';
import { readFactsOfWeek } from '../src/participation/facts-of-week.js';
import { getAmplification } from '../src/participation/get-amplification.js';
import { getBaseline } from '../src/participation/get-baseline.js';
import { getCongruency } from '../src/participation/get-congruency.js';
import { getOwnRegularity } from '../src/participation/index.js';
import { Offer } from '../src/participation/offer.model.js';
import { Participation } from '../src/participation/participation.model.js';
import { dayIn } from '../src/platform/clock.js';
import { collectData } from '../src/personal-data/collect-data.js';
import { erasureReaction } from '../src/personal-data/index.js';
import type { Services } from '../src/services.js';
import { listPublicThanks } from '../src/recognition/find-thanks.js';
import { compareRollups } from '../src/rollups/compare-rollups.js';
import { countShares, listShares, sharedNetworks, sharingNotices } from '../src/sharing/index.js';
import { recordPostings } from '../src/sharing/record-postings.js';
import { reconcilePlacements } from '../src/sharing/place-results.js';
import { lastNetwork } from '../src/sharing/find-shares.js';
import { fetchDueFeeds } from '../src/sources/fetch-due-feeds.js';
import { storeEntries } from '../src/sources/store-entries.js';
import { listInbox } from '../src/sources/list-inbox.js';
import { conversionFilters, listConversions, listVoidable } from '../src/conversions/conversion-list.js';
import { recordConversion } from '../src/conversions/record-conversion.js';
import { signedClickIds } from '../src/clicks/click-key.model.js';
import { sumStatistics } from '../src/statistics/sum-statistics.js';
import { publishDueWeeks, readContentCells } from '../src/published-results/index.js';
import { switchLinks } from '../src/links/switch-links.js';
import { statisticsJobs } from '../src/statistics/statistics.jobs.js';
import { type NewConversion } from '../src/conversions/check-conversion.js';
import { findActivePerson, listPermitted } from '../src/people/find-people.js';
import { findChangedPeople } from '../src/people/changed-people.js';
import { signInJobs } from '../src/sign-in/sign-in.jobs.js';
import { searchPeople } from '../src/people/search-people.js';
import { startEmbeddedMongo, type EmbeddedMongo } from 'embedded-mongo';
import { acting } from './support/actors.js';
import { buildUser } from './support/builders.js';
import { dataDir, emptyDatabase, useDatabase } from './support/database.js';
import { sendDueDigests } from './support/send-mails.js';
import { findLink } from '../src/sign-in/single-use-links.js';
import { createTestServices } from './support/services.js';
import { LinkCache } from '../src/redirect/link-cache.js';
import { buildClick } from './clicks/builders.js';
import { buildDraft } from './posts/builders.js';

interface Query {
  collection: string;
  command: Document;
}

/** Every model of the product; importing the application has declared them. */
const models = () => Object.values(mongoose.models);
const nameOf = (key: object) => Object.entries(key).flat().join('_');

/** Asks everything that the product asks of indexed collections. What is not there need not be: a query is a query. */
async function askEverything(services: Services): Promise<void> {
  const roles = ['advocate', 'editor', 'approver', 'admin'] as const;
  const { id } = await buildUser({ roles: [...roles] });
  const person = (await findActivePerson(id))!;
  await buildClick();
  const days = { from: '2026-11-01', to: '2026-11-30' };
  const feedId = new Types.ObjectId().toString();
  const withdrawn = { revision: 2, switchedOff: 'withdrawn', target: 'https://example.com/' } as const;

  const figure = { goalId: feedId, day: '2026-11-17', value: 1, source: 'Tickets', byId: id };
  await storeFigures([{ ...figure, at: services.clock.now() }]);
  await addListedPeople(services);
  await searchPeople({});
  await searchPeople({ name: 'ana' });
  await searchPeople({ status: 'invited' });
  await searchPeople({ teamId: feedId });
  await countUninvited();
  await countPeopleIn(feedId);
  await createLocation(services, { actor: acting('admin', id), name: 'Harbour' });
  await countLocations();
  await Promise.all([findChangedPeople(10), listPermitted('draft-posts')]);
  const text = { title: 'Taking part', markdown: 'Be kind.', disclosure: 'I work at Acme.' };
  await listAcknowledgements(
    (await publishGuideline(services, { ...text, actor: acting('editor', id) })).version,
    1,
  );
  await listOfferedPosts(services, { teamId: null, topicIds: [] });
  await studioQueues(person);
  await listStudioPosts({}, 1);
  await countPostsFor(feedId);
  await listNotices(services, { actor: acting('advocate', id), kinds: noticeKinds, page: 1 });
  await endNotices(services, { name: 'post-submitted' }, { about: `post/${feedId}` });
  await sharingNotices[0]!.compose!(services, { of: `post/${feedId}` } as StoredEvent);
  await listStudioPosts({ status: 'recalled' }, 1);
  await listStudioPosts({ authorId: id }, 1);
  await listStudioPosts({ topicId: feedId }, 1);
  const notices = [
    apiKeyNotices,
    webhookSecretNotices,
    organizationNotices,
    pictureNotices,
    peopleListNotices,
  ];
  for (const job of [...postsJobs, ...statisticsJobs, ...signInJobs(notices)])
    await job.run(services, new AbortController().signal);
  // Who is on the board is asked for once it is on.
  await mongoose.connection.collection('organizations').updateOne({}, { $set: { hasBoard: true } });
  await publishDueWeeks({ ...services, clock: { now: () => new Date('2026-12-09T09:00:00Z') } });
  await readContentCells({ first: '2026-11-02', last: '2026-11-16' });
  await readFunnel();
  await listPartners();
  const { insertedId: businessGoalId } = await BusinessGoal.collection.insertOne({ year: 2026 });
  await DepartmentGoal.collection.insertOne({ businessGoalId });
  await planRollOver(2026);
  await listPostsOfTactic(null, 1);
  const terms = { metric: 'questions-answered', start: 0, target: 9, from: '2026-11-01', to: '2026-12-31' };
  const { insertedId: goalId } = await SocialGoal.collection.insertOne(terms);
  await measureGoals(services, [String(goalId)]);
  await lastCheckIns([goalId]);
  await listPublicThanks(1);
  const links = new LinkCache(services);
  for (let n = 0; n < 2; n += 1) await links.settle(services.clock.now());
  await switchLinks(services, { postId: feedId, state: withdrawn });
  await getOutcome(services, { person, days: 7 });
  await getSharedPosts({ advocateId: id, page: 1, size: 20 });
  await getResults(services, person);
  await Promise.all([
    listShares({ advocateId: id }),
    sharedNetworks(id),
    lastNetwork(id),
    recordPostings(services),
    compareRollups(services),
  ]);
  await Promise.all([sumStatistics({ ...days, by: 'day' }), countShares({ ...days, by: 'day' })]);
  await sumStatistics({ ...days, by: 'all', where: { teamId: feedId } });
  await sumStatistics({ ...days, by: 'all', where: { locationId: feedId } });
  for (const feed of [undefined, null, feedId]) {
    await listInbox({ status: 'new', ...(feed !== undefined && { feedId: feed }) }, 1);
  }
  await storeEntries(services, [], { feedId, source: 'a feed', now: services.clock.now() });
  await fetchDueFeeds(services);
  await storeDuePictures(services);
  await hasRoom(0);
  await advanceImports(services);
  await listImports();
  for (const show of [undefined, ...conversionFilters]) await listConversions({ page: 1, show });
  await listVoidable({ clickId: feedId });
  await listVoidable({ day: '2026-11-18' });
  await listVoidable({ via: 'pixel' });
  const [clickId] = await signedClickIds(services, [feedId]);
  const byBrowser: NewConversion = { kind: 'lead', externalId: '1', via: 'script', clickIds: [clickId!] };
  await recordConversion(services, byBrowser);
  await sendDueDigests(services);
  await countDeliveries();
  await askAboutParticipation(services, id);
  for (const show of Object.keys(deliveryFilters) as (keyof typeof deliveryFilters)[])
    await listDeliveries(services, deliveryKinds, { show, page: 1 });
  await findLink(services, { purpose: 'invitation', token: 'a'.repeat(43) });
  await publishWaitingEvents(services);
  await EventRecord.updateMany({}, { $set: { state: 'applied', dueAt: new Date(0) } });
  await react(services, []);
  await createPerson(services, {
    actor: 'operator',
    name: 'Bo',
    email: 'bo@example.com',
    roles: ['advocate'],
    teamId: null,
  });
  for await (const { collection } of collectData(acting('advocate', id), id)) void collection;
  await erasureReaction.run(services, { of: `person/${id}` } as StoredEvent);
  await buildDraft({ services });
  await reconcilePlacements(services);
  await eventsPublished();
  await react(services, reactions);
}

/** Closes a week in which the 14 days of a post end, and a quarter. */
async function askAboutParticipation(services: Services, id: string): Promise<void> {
  const [zone, fewest] = ['Europe/Berlin', 6];
  const rule = { becomesAt: 3, lapsesAt: 1 };
  const closedAt = services.clock.now();
  await ClosedWeek.create({ _id: '2026-10-19', zone, rule, month: '2026-10', closedAt });
  const postId = new Types.ObjectId();
  const offered = { postId, revision: 1, status: 'published', level: 'corporate' as const };
  await Offer.create({ _id: `post/${postId.toString()}/1`, ...offered, from: new Date('2026-10-15') });
  await EventRecord.updateMany({}, { $set: { state: 'done' } });
  await closeWeeks(services);
  await closeQuarter(zone, await readFactsOfWeek(zone, '2026-09-21'));
  const [shareId, at] = [new Types.ObjectId(), services.clock.now()];
  await Participation.create({
    ...{ _id: `share/${shareId.toString()}/1`, kind: 'posted', personId: id, shareId, postId },
    ...{ network: 'x', level: 'corporate', at, day: dayIn(zone, at) },
  });
  await getOwnRegularity(services, { actor: acting('advocate', id) });
  await Promise.all([
    getBaseline({ zone, fewest }),
    getAmplification({ zone, fewest }),
    getCongruency(services, { zone, fewest }),
  ]);
}

/** A call that mongoose made, as a command that can be explained; undefined for what only writes. */
function explainable(collection: string, method: string, args: Document[]): Query | undefined {
  if (method === 'aggregate') {
    return { collection, command: { aggregate: collection, pipeline: args[0], cursor: {} } };
  }
  if (!/^(find|count|update|delete)/.test(method)) return undefined;
  const options = args[/^(find|findOne|countDocuments|findOneAndDelete|delete\w+)$/.test(method) ? 1 : 2];
  const sort = (options?.sort ?? {}) as Document;
  return { collection, command: { find: collection, filter: args[0] ?? {}, sort } };
}

/** The names of the indexes that a plan reads. */
function indexesOf(stage: Document): string[] {
  const inputs = [stage.inputStage, ...((stage.inputStages ?? []) as Document[])] as (Document | undefined)[];
  const own = stage.stage === 'IXSCAN' ? [stage.indexName as string] : [];
  return [...own, ...inputs.flatMap((input) => (input ? indexesOf(input) : []))];
}

describe('the indexes of the product', () => {
  let store: EmbeddedMongo;
  let client: MongoClient;
  const used = new Map<string, number>();

  before(async () => {
    await useDatabase();
    await emptyDatabase();
    const services = createTestServices();
    createApp(services);
    const queries: Query[] = [];
    mongoose.set('debug', (collection: string, method: string, ...args: Document[]) => {
      const query = explainable(collection, method, args);
      if (query) queries.push(query);
    });
    await askEverything(services).finally(() => mongoose.set('debug', false));

    // On a store of their own: other databases explain in other words.
    store = await startEmbeddedMongo({ dataDir: await mkdtemp(path.join(dataDir, 'index-use-')) });
    client = await MongoClient.connect(store.uri);
    for (const { collection, schema } of models()) {
      for (const [key, { background: _background, ...options }] of schema.indexes()) {
        await client
          .db()
          .collection(collection.name)
          .createIndex(key as Record<string, 1 | -1>, options as object);
      }
    }
    for (const { collection, command } of queries) {
      const { queryPlanner } = await client.db().command({ explain: command });
      const plan = (queryPlanner as Document).winningPlan as Document;
      for (const name of indexesOf(plan)) {
        used.set(`${collection}.${name}`, (used.get(`${collection}.${name}`) ?? 0) + 1);
      }
    }
  });
  after(async () => {
    await client?.close();
    await store?.stop();
    await emptyDatabase();
  });

  for (const { collection, schema } of models()) {
    for (const [key, options] of schema.indexes()) {
      // These two kinds work without being asked: one refuses duplicates, the other removes what is over.
      if (options.unique || options.expireAfterSeconds !== undefined) continue;
      it(`${collection.name}.${nameOf(key)} is used by a query`, () => {
        expect([...used.keys()]).to.include(`${collection.name}.${nameOf(key)}`);
      });
    }
  }
});
