import { earlierPosts } from './earlier/posts.js';
import { firstEarlierWeek, morePeople, moreTeams } from './more-people.js';
import { people, teams, type SamplePerson } from './people.js';
import { posts, type SamplePost } from './posts/index.js';

/** Who and what is in the organization, and since when. */
export interface Cast {
  people: SamplePerson[];
  teams: string[];
  posts: SamplePost[];
  /** Its first week, where 0 is the first of the last twelve. */
  firstWeek: number;
}

/** The forty people and twelve weeks of the story: enough for most tests. */
export const core: Cast = { people, teams, posts, firstWeek: 0 };

/** 240 people in twelve teams with sixty weeks of history. */
export const whole: Cast = {
  people: [...people, ...morePeople],
  teams: [...teams, ...moreTeams],
  posts: [...posts, ...earlierPosts],
  firstWeek: firstEarlierWeek,
};

const places = new Map(whole.people.map((person, place) => [person, place]));

/** The place of a person among all. */
export const placeOf = (person: SamplePerson): number => places.get(person)!;
