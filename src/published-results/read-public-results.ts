import { organizationTimeZone } from '../organization/index.js';
import { dayIn } from '../platform/clock.js';
import { weekOf } from '../platform/text/weeks.js';
import { placeOfNode, postOfNode } from './content-tree.js';
import type { ResultFigures } from './figures.js';
import { PublicPerson } from './public-person.model.js';
import type { Weeks } from './read-published.js';
import { ResultEntry } from './result-entry.model.js';

/** Somebody whose results everybody may see. */
export interface PlaceOnBoard {
  personId: string;
  /** Null: they are shown by their own name. */
  pseudonym: string | null;
  since: Date;
}

const placeOf = ({ _id, pseudonym, since }: { _id: string; pseudonym?: string | null; since: Date }) => ({
  personId: _id,
  pseudonym: pseudonym ?? null,
  since,
});

/** How many people a board reads. */
const mostPeople = 1_000;

/** Who chose that everybody may see their results. */
export async function listPublicPeople(): Promise<PlaceOnBoard[]> {
  const people = await PublicPerson.find().sort({ _id: 1 }).limit(mostPeople).lean();
  return people.map(placeOf);
}

/** The place of one person; null for somebody whose results nobody else sees. */
export async function findPublicPerson(personId: string): Promise<PlaceOnBoard | null> {
  const found = await PublicPerson.findById(personId).lean();
  return found && placeOf(found);
}

interface PublicResult {
  personId: string;
  /** Null for what was published above posts. */
  postId: string | null;
  goalId: string | null;
  figures: ResultFigures;
}

/**
 * What these people brought to goals, as it was published in these weeks since they are public. What was published
 * before was cover for others, so it is never shown.
 */
export async function readPublicResults(
  places: readonly PlaceOnBoard[],
  { first, last }: Weeks,
): Promise<PublicResult[]> {
  const zone = await organizationTimeZone();
  const firstWeeks = new Map(places.map(({ personId, since }) => [personId, weekOf(dayIn(zone, since))]));
  const entries = await ResultEntry.find({
    personId: { $in: [...firstWeeks.keys()] },
    isPublic: true,
    publishedIn: { $gte: first, $lte: last },
  }).lean();
  // Who left and joined again begins again.
  const current = entries.filter(({ personId, publishedIn }) => publishedIn! >= firstWeeks.get(personId)!);
  return current.map(({ personId, node, figures }) => ({
    personId,
    postId: postOfNode(node),
    goalId: placeOfNode(node).goalId,
    figures: figures as ResultFigures,
  }));
}
