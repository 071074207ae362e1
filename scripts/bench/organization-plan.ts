import { Types } from 'mongoose';
import type { Collection, Db, Document } from 'mongodb';
import { addDays, daysFrom } from '../../src/platform/text/days.js';
import { weekOf } from '../../src/platform/text/weeks.js';
import { levels } from '../../src/links/index.js';

export interface Size {
  people: number;
  shares: number;
}

const networks = ['linkedin', 'linkedin', 'linkedin', 'x', 'bluesky', 'whatsapp', 'email'];
const [years, daysOffered, rowsOfShare, topics, locations] = [3, 14, 5, 10, 20];

/** Random numbers from 0 to 1, the same in each run (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const idOf = (kind: number, n: number) =>
  new Types.ObjectId(kind.toString(16).padStart(8, '0') + n.toString(16).padStart(16, '0'));

/** Inserts documents in large batches. */
function batches(collection: Collection<Document>) {
  let waiting: Document[] = [];
  const flush = async () => {
    if (waiting.length) await collection.insertMany(waiting, { ordered: false });
    waiting = [];
  };
  return {
    flush,
    async add(document: Document) {
      waiting.push(document);
      if (waiting.length === 2_000) await flush();
    },
  };
}

/**
 * Three years of an organization until today: two people in five ever share, a few of them most. Each share has five
 * daily rows in the fortnight in which its post is offered. Weeks until the last one are published.
 * @param first the id of the person who shares most
 */
export async function fillOrganization(db: Db, size: Size, today: string, first: string): Promise<void> {
  const random = randomNumbers(2026);
  const upTo = (n: number) => Math.floor(random() * n);
  const teams = Math.max(4, Math.round(size.people / 125));
  const posts = Math.max(20, Math.round(size.people * 0.4));
  const sharers = Math.max(8, Math.round(size.people * 0.4));
  const days = daysFrom(addDays(today, 1 - years * 365), today);
  const at = (day: string) => new Date(`${day}T10:00:00Z`);
  const history = { revision: 1, revisedById: null, pendingEvents: [] };

  const named = (kind: number, name: string) => (_: unknown, n: number) => ({
    ...{ _id: idOf(kind, n), name: `${name} ${n + 1}`, foldedName: `${name} ${n + 1}`.toLowerCase() },
    ...{ ...history, colour: 'blue', motif: 'waves', key: `${name} ${n}` },
  });
  await db.collection('teams').insertMany(Array.from({ length: teams }, named(2, 'Team')));
  await db.collection('locations').insertMany(Array.from({ length: locations }, named(3, 'Location')));
  await db.collection('topics').insertMany(Array.from({ length: topics }, named(4, 'Topic')));

  const users = batches(db.collection('users'));
  const personOf = (n: number) => (n === 0 ? new Types.ObjectId(first) : idOf(1, n));
  for (let n = 1; n < size.people; n += 1)
    await users.add({
      ...{ _id: personOf(n), ...history, name: `Person ${n}`, foldedName: `person ${n}`, status: 'active' },
      ...{ nameStarts: ['person', `${n}`], email: `person-${n}@bench.example`, roles: ['advocate'] },
      ...{ teamId: idOf(2, n % teams), locationId: idOf(3, n % locations), topicIds: [], timeZone: 'UTC' },
      ...{ language: 'en', joinedAt: at(days[0]!), sessionVersion: 0, isChanged: false, roleGrants: [] },
      identities: [{ issuer: 'local', subject: personOf(n).toString() }],
    });
  await users.flush();

  const postsIn = batches(db.collection('posts'));
  const sharesIn = batches(db.collection('shares'));
  const rowsIn = batches(db.collection('dailystatistics'));
  const entriesIn = batches(db.collection('resultentries'));
  const lastPublished = weekOf(addDays(today, -9));
  // The last quarter that is over, whose tables are published, began after this day.
  const entriesFrom = addDays(today, -200);
  const cells = new Map<string, Record<string, number>>();
  const perPost = Math.round(size.shares / posts);
  for (let post = 0; post < posts; post += 1) {
    const start = Math.floor((post / posts) * days.length);
    const publishedAt = at(days[start]!);
    const postId = idOf(5, post);
    const labels = {
      topicId: idOf(4, post % topics),
      level: levels[post % 3]!,
      campaign: `campaign-${post % 50}`,
    };
    const isOffered = start + daysOffered >= days.length;
    await postsIn.add({
      ...{ _id: postId, ...history, title: `Post ${post + 1}`, link: 'https://bench.example/', summary: '' },
      ...{ imageUrl: null, language: 'en', suggestedCopy: ['Have a look.'], ...labels, audienceTeamIds: [] },
      ...{ status: isOffered ? 'published' : 'expired', authorId: personOf(0), writerIds: [personOf(0)] },
      ...{
        publishAt: null,
        lastDay: null,
        publishedAt,
        changedAt: publishedAt,
        placedRevision: 1,
        proposed: null,
      },
      linkState: { revision: 1, switchedOff: isOffered ? null : 'expired', target: 'https://bench.example/' },
    });
    const known = new Set<string>();
    for (let n = 0; n < perPost; n += 1) {
      const person = Math.floor(random() ** 1.3 * sharers);
      const network = networks[upTo(networks.length)]!;
      const share = `${person}/${network}`;
      if (known.has(share)) continue;
      known.add(share);
      const place = Math.min(days.length - 1, start + upTo(daysOffered));
      const day = days[place]!;
      const [teamId, locationId] = [idOf(2, person % teams), idOf(3, person % locations)];
      const shareId = new Types.ObjectId();
      const posted = random() < 0.8;
      await sharesIn.add({
        ...{ _id: shareId, ...history, ...labels, postId, advocateId: personOf(person), teamId, locationId },
        ...{ network, day, at: at(day), lastOpenedAt: at(day), timesOpened: 1, placedRevision: 1, posted },
        ...{ caption: 'Have a look.', status: 'opened', slug: shareId.toString(), preparing: null },
        trackedUrl: `https://bench.example/l/${shareId.toString()}`,
      });
      const week = weekOf(day);
      const cell = cells.get(`${week}/${post}`) ?? { posted: 0, prepared: 0, clicks: 0, visitors: 0 };
      cells.set(`${week}/${post}`, cell);
      cell.prepared! += 1;
      cell.posted! += posted ? 1 : 0;
      let visitors = 0;
      for (let later = 0; later < rowsOfShare && place + later < days.length; later += 1) {
        const clicks = 1 + upTo(3);
        cell.clicks! += clicks;
        cell.visitors! += clicks;
        visitors += clicks;
        await rowsIn.add({
          ...{ trackedLinkId: shareId, shareId: shareId.toString(), day: days[place + later]!, clicks },
          labels: {
            ...{ postId: postId.toString(), advocateId: personOf(person).toString(), network },
            ...{ teamId: teamId.toString(), locationId: locationId.toString(), level: labels.level },
            ...{ topicId: labels.topicId.toString(), campaign: labels.campaign },
          },
          ...{ visitors: clicks, excluded: upTo(4) ? {} : { bot: 1 }, referrers: { network: clicks } },
          ...{ conversions: upTo(50) ? {} : { lead: 1 }, values: {}, unverified: {}, unverifiedValues: {} },
          ...{ placedRevision: 1, revision: 1, changedAt: at(days[place + later]!) },
        });
      }
      if (week >= entriesFrom && week <= lastPublished)
        await entriesIn.add({
          ...{ _id: `${week}/${shareId.toString()}`, week, publishedIn: week, shareId: shareId.toString() },
          ...{ personId: personOf(person).toString(), teamId: teamId.toString(), network },
          ...{
            node: nodeOf(post),
            figures: { prepared: 1, posted: posted ? 1 : 0, clicks: visitors, visitors },
          },
        });
    }
  }
  for (const some of [postsIn, sharesIn, rowsIn, entriesIn]) await some.flush();
  await publish(db, cells, lastPublished, at(today));
}

const nodeOf = (post: number) => `post:${idOf(5, post).toString()}`;

/** What the job would have published of the weeks until the last one: a cell for each post and week. */
async function publish(
  db: Db,
  cells: Map<string, Record<string, number>>,
  last: string,
  publishedAt: Date,
): Promise<void> {
  const published = batches(db.collection('publishedcells'));
  const weeks = new Set<string>();
  for (const [key, figures] of cells) {
    const [week, post] = key.split('/') as [string, string];
    if (week > last) continue;
    weeks.add(week);
    const node = nodeOf(Number(post));
    await published.add({
      _id: `${week}/${node}`,
      period: week,
      side: 'content',
      key: node,
      figures,
      publishedAt,
    });
  }
  await published.flush();
  await db.collection('publications').insertMany(
    [...weeks].map((week) => ({
      ...{ week, state: 'published', decision: null, collectedAt: publishedAt, dueAt: publishedAt },
      ...{ tries: 1, claim: null },
    })),
  );
}
