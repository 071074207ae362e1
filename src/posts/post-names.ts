import { findPictures } from '../files/index.js';
import { findPeople, listTeams } from '../people/index.js';
import { findTactics } from '../strategy/index.js';
import type { Names } from './post.view.js';
import { withProposal } from './proposal.js';
import type { StoredPost } from './studio-posts.js';
import { topicsById } from './topics.js';

/** The names for a page about these posts. */
export async function namesIn(posts: StoredPost[]): Promise<Names> {
  const ids = posts.flatMap((post) => [post.authorId, ...(post.history ?? []).map(({ by }) => by)]);
  const [people, topics, tactics, teams, pictures] = await Promise.all([
    findPeople([...new Set(ids.filter((id) => id !== null && id !== undefined).map(String))]),
    topicsById(),
    findTactics(posts.flatMap((post) => [post.tacticId, withProposal(post).tacticId])),
    listTeams(),
    findPictures(posts.flatMap((post) => [post, withProposal(post)])),
  ]);
  return { people, topics, tactics, pictures, teams: new Map(teams.map(({ id, name }) => [id, name])) };
}
