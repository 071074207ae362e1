import { InvalidInput, NotFound } from '../platform/errors.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import { atRevision, changedMeanwhile } from '../platform/data/revision.js';
import type { Services } from '../services.js';
import { findPeople } from '../people/index.js';
import { readId } from '../platform/data/object-id.js';
import { Topic } from './topic.model.js';

export interface TopicView {
  id: string;
  name: string;
  /** Revision of the name, for `renameTopic`. */
  revision: number;
}

/** All topics by name. */
export async function listTopics(): Promise<TopicView[]> {
  const topics = await Topic.find().sort({ key: 1 }).lean();
  return topics.map((topic) => ({
    id: topic._id.toString(),
    name: topic.name,
    revision: topic.revision ?? 0,
  }));
}

export async function topicNames(): Promise<Map<string, string>> {
  return new Map((await listTopics()).map(({ id, name }) => [id, name]));
}

/** @throws InvalidInput for a name that is empty, too long or taken (ignoring case) */
export async function createTopic(_services: Services, { name }: { name: string }): Promise<TopicView> {
  const named = readName(name);
  const topic = await Topic.create(named).catch(refuseTaken);
  return { id: topic._id.toString(), name: named.name, revision: 0 };
}

/**
 * @param input.revision of the topic when the form was opened; without it, the topic is renamed in any case
 * @param input.byId who renames it
 * @throws NotFound; InvalidInput as for createTopic; ChangedMeanwhile when somebody else renamed it
 */
export async function renameTopic(
  _services: Services,
  { id, name, revision, byId }: { id: string; name: string; revision?: number; byId?: string },
): Promise<void> {
  const _id = readId(id);
  const { matchedCount } = await Topic.updateOne(
    { _id, ...atRevision(revision) },
    { $set: { ...readName(name), revisedById: byId ?? null }, $inc: { revision: 1 } },
  ).catch(refuseTaken);
  if (matchedCount) return;
  const topic = await Topic.findById(_id, { revisedById: 1 }).lean();
  if (!topic) throw new NotFound();
  const by = topic.revisedById?.toString();
  throw changedMeanwhile({ by, actorId: byId, name: by && (await findPeople([by])).get(by)?.name });
}

function readName(typed: string): { name: string; key: string } {
  const name = typed.trim().replace(/\s+/g, ' ');
  if (!name) throw new InvalidInput({ name: 'posts.topic-missing' });
  if (name.length > 60) throw new InvalidInput({ name: 'posts.topic-too-long' });
  return { name, key: name.toLowerCase() };
}

function refuseTaken(error: unknown): never {
  throw isDuplicateKey(error) ? new InvalidInput({ name: 'posts.topic-exists' }) : error;
}
