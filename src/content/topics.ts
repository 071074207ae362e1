import { InvalidInput, isDuplicateKey, NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import { readId } from './post-fields.js';
import { Topic } from './topic.model.js';

export interface TopicView {
  id: string;
  name: string;
}

/** All topics by name. */
export async function listTopics(): Promise<TopicView[]> {
  const topics = await Topic.find().sort({ key: 1 }).lean();
  return topics.map((topic) => ({ id: topic._id.toString(), name: topic.name }));
}

export async function topicNames(): Promise<Map<string, string>> {
  return new Map((await listTopics()).map(({ id, name }) => [id, name]));
}

/** @throws InvalidInput for a name that is empty, too long or taken (case aside) */
export async function createTopic(_services: Services, { name }: { name: string }): Promise<TopicView> {
  const named = readName(name);
  const topic = await Topic.create(named).catch(refuseTaken);
  return { id: topic._id.toString(), name: named.name };
}

/** @throws NotFound; InvalidInput as above */
export async function renameTopic(
  _services: Services,
  { id, name }: { id: string; name: string },
): Promise<void> {
  const { matchedCount } = await Topic.updateOne({ _id: readId(id) }, { $set: readName(name) }).catch(
    refuseTaken,
  );
  if (!matchedCount) throw new NotFound();
}

function readName(typed: string): { name: string; key: string } {
  const name = typed.trim().replace(/\s+/g, ' ');
  if (!name) throw new InvalidInput({ name: 'content.topic-missing' });
  if (name.length > 60) throw new InvalidInput({ name: 'content.topic-too-long' });
  return { name, key: name.toLowerCase() };
}

function refuseTaken(error: unknown): never {
  throw isDuplicateKey(error) ? new InvalidInput({ name: 'content.topic-exists' }) : error;
}
