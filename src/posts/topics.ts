import { z } from 'zod';
import { changeCurrent, create } from '../events/index.js';
import { InvalidInput } from '../platform/errors.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import { parseInput } from '../platform/http/forms.js';
import { visibleNameField } from '../platform/text/visible-name.js';
import type { Services } from '../services.js';
import { colourFrom, type MotifName, type TopicColour } from '../files/index.js';
import { authorize, checkRevision, type SignedIn } from '../people/index.js';
import { readId } from '../platform/data/object-id.js';
import { Topic } from './topic.model.js';

export interface TopicView {
  id: string;
  name: string;
  /** The chosen one, or one that follows from the id. */
  colour: TopicColour;
  /** Which it is unless one is chosen. */
  derivedColour: TopicColour;
  /** Null while nobody has chosen one. */
  chosenColour: TopicColour | null;
  motif: MotifName | null;
  /** Of name and looks, as `changeTopic` takes it. */
  revision: number;
}

/** What a person enters of a topic. */
export interface TopicInput {
  name: string;
  colour?: TopicColour | null;
  motif?: MotifName | null;
}

/** All topics by name. */
export async function listTopics(): Promise<TopicView[]> {
  const topics = await Topic.find().sort({ key: 1 }).lean();
  return topics.map(asView);
}

function asView(topic: {
  _id: { toString(): string };
  name: string;
  colour?: TopicColour | null;
  motif?: MotifName | null;
  revision?: number | null;
}): TopicView {
  const id = topic._id.toString();
  const derivedColour = colourFrom(id);
  const chosenColour = topic.colour ?? null;
  return {
    id,
    name: topic.name,
    colour: chosenColour ?? derivedColour,
    derivedColour,
    chosenColour,
    motif: topic.motif ?? null,
    revision: topic.revision ?? 0,
  };
}

/** All topics by id. */
export async function topicsById(): Promise<Map<string, TopicView>> {
  return new Map((await listTopics()).map((topic) => [topic.id, topic]));
}

/** @throws Forbidden; InvalidInput for a name that is empty, invisible, too long or taken (case aside) */
export async function createTopic(
  services: Services,
  { name, colour = null, motif = null, actor }: TopicInput & { actor: SignedIn },
): Promise<TopicView> {
  authorize(actor, 'draft-posts');
  const values = { ...readName(name), colour, motif };
  const cause = { type: 'topic.created', by: actor.id };
  return asView(await create(services, Topic, { ...cause, values }).catch(refuseTaken));
}

/**
 * @param input.revision of the topic when the person opened it; unless given, any
 * @throws Forbidden; NotFound; InvalidInput as above; ChangedMeanwhile when somebody else changed it
 */
export async function changeTopic(
  services: Services,
  {
    id,
    name,
    colour = null,
    motif = null,
    revision,
    actor,
  }: TopicInput & { id: string; revision?: number; actor: SignedIn },
): Promise<void> {
  authorize(actor, 'draft-posts');
  await changeCurrent(services, Topic, { _id: readId(id) }, async (topic) => {
    await checkRevision(topic, revision, actor.id);
    return { type: 'topic.changed', by: actor.id, set: { ...readName(name), colour, motif } };
  }).catch(refuseTaken);
}

const named = z.object({
  name: visibleNameField(60, { missing: 'posts.topic-missing', long: 'posts.topic-too-long' }),
});

function readName(typed: string): { name: string; key: string } {
  const { name } = parseInput(named, { name: typed });
  return { name, key: name.toLowerCase() };
}

function refuseTaken(error: unknown): never {
  throw isDuplicateKey(error) ? new InvalidInput({ name: 'posts.topic-exists' }) : error;
}
