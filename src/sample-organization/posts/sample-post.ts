import type { Level } from '../../links/index.js';
import type { ConversionKind } from '../../conversions/index.js';

/** From how much to how much one is worth, in euros. */
export type Worth = [least: number, most: number];

export interface SamplePost {
  topic: string;
  title: string;
  link: string;
  summary: string;
  level: Level;
  /** English unless given. */
  language?: 'de' | 'pt';
  /** In different voices; at least one is short enough for every network. */
  copies: string[];
  /** The mailbox of the editor who wrote it. */
  author: 'jonas' | 'seoyeon';
  /** The teams it is meant for; everyone unless given. */
  teams?: string[];
  /** Days from its publication to today; below zero it is still to come. */
  daysAgo: number;
  /** Days it is offered; without end unless given. */
  offeredFor?: number;
  /** Visitors it brings, compared with a usual post. */
  appeal?: number;
  /** What visitors do in the end, and what share of them. */
  brings?: { kind: ConversionKind; rate: number; worth?: Worth };
  /** Where it has got to: published unless given. */
  fate?: 'draft' | 'in-review' | 'returned' | 'scheduled' | 'recalled';
  /** What the approver said when it was returned or recalled. */
  note?: string;
}

export const topic = (name: string, posts: Omit<SamplePost, 'topic'>[]): SamplePost[] =>
  posts.map((post) => ({ ...post, topic: name }));
