import { countShares, listPosters } from '../sharing/index.js';
import { countContributors, listContributors } from '../tracking/index.js';
import type { Breakdown, Question } from './question.js';

type Part = Pick<Question, 'from' | 'to' | 'where'>;

/**
 * How many different people have a result (something posted, a click or a conversion) in each line; never more than there
 * are. Who only posted and who was only clicked on may be the same people, so that the larger number counts.
 */
export async function contributorsByLine(part: Part, by: Breakdown): Promise<Map<string, number>> {
  const [posters, clickedOn] = await Promise.all([
    countShares({ ...part, by }),
    countContributors({ ...part, by }),
  ]);
  const counts = new Map<string, number>();
  for (const { key, advocates } of [...posters, ...clickedOn])
    counts.set(key, Math.max(counts.get(key) ?? 0, advocates));
  return counts;
}

/** How many different people but this one have a result in these lines together; counted up to `limit`. */
export async function contributorsTogether(
  part: Part & { among?: { by: Breakdown; keys: string[] } },
  { limit, except }: { limit: number; except?: string },
): Promise<number> {
  // One more, as the one who is not counted may be among them.
  const question = { ...part, limit: limit + 1 };
  const [posters, clickedOn] = await Promise.all([listPosters(question), listContributors(question)]);
  const people = new Set([...posters, ...clickedOn]);
  if (except) people.delete(except);
  return Math.min(limit, people.size);
}
