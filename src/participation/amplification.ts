import { sumOf } from '../platform/data/sums.js';

/** What the regulars did for a post in its first 14 days. */
export interface Carried {
  /** To how many regulars it was offered. */
  offered: number;
  /** How many of them posted it. */
  posted: number;
  postings: number;
  visitors: number;
}

/** What a post brings when the regulars carry it: the product of three factors. */
export interface Amplification {
  /** How many posts it is the median of. */
  posts: number;
  offered: number;
  /** The share of them who posted, from 0 to 1. */
  share: number;
  /** Visitor-days of each posting. */
  perPosting: number;
  visitors: number;
}

type Rounding = (count: number) => number;
const exact: Rounding = (count) => count;
/** The same posts have published results: exact counts less those would be what few people did. */
const toFives: Rounding = (count) => Math.round(count / 5) * 5;

function of(posts: Carried[], rounded: Rounding = exact): Omit<Amplification, 'posts'> {
  const sum = (name: keyof Carried) => sumOf(posts.map((post) => post[name]));
  const offered = sum('offered') / posts.length;
  const [posted, postings, brought] = (['posted', 'postings', 'visitors'] as const).map((name) =>
    rounded(sum(name)),
  ) as [number, number, number];
  const share = posted / sum('offered');
  const perPosting = postings ? brought / postings : 0;
  return { offered, share, perPosting, visitors: offered * share * perPosting };
}

/**
 * The median post of a quarter, with its factors; of an even number, the two in the middle together. When fewer than
 * `fewest` regulars posted it, or fewer did not, the posts next to it are added until there are enough, and who
 * posted, postings and visitors are rounded to fives. Null without posts that were offered to a regular, or when there
 * are never enough people.
 */
export function amplificationOf(all: Carried[], fewest: number): Amplification | null {
  const posts = all
    .filter(({ offered }) => offered > 0)
    .sort((a, b) => of([a]).visitors - of([b]).visitors || a.offered - b.offered || a.posted - b.posted);
  if (!posts.length) return null;
  let [low, high] = [Math.floor((posts.length - 1) / 2), Math.ceil((posts.length - 1) / 2)];
  for (;;) {
    const middle = posts.slice(low, high + 1);
    // Different people, at least: those who posted one of them, and those who were offered it and did not.
    const people = Math.max(...middle.map(({ posted, offered }) => Math.min(posted, offered - posted)));
    if (fewest === 0) return { posts: posts.length, ...of(middle) };
    if (people >= fewest) return { posts: posts.length, ...of(middle, toFives) };
    if (low === 0 && high === posts.length - 1) return null;
    [low, high] = [Math.max(0, low - 1), Math.min(posts.length - 1, high + 1)];
  }
}
