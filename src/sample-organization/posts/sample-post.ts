import type { Level } from '../../links/index.js';
import type { ConversionKind } from '../../conversions/index.js';

/** The lowest and highest value of one, in euros. */
export type Worth = [least: number, most: number];

export interface SamplePost {
  topic: string;
  title: string;
  link: string;
  summary: string;
  level: Level;
  /** Default: English. */
  language?: 'de' | 'pt';
  /** In different styles; at least one fits each network. */
  copies: string[];
  /** The mailbox of the editor who wrote it. */
  author: 'jonas' | 'seoyeon';
  /** The teams it is for; default: all. */
  teams?: string[];
  /** Days from its publication to today; negative for the future. */
  daysAgo: number;
  /** How many days it is offered; default: no end. */
  offeredFor?: number;
  /** Its visitors, compared with a usual post. */
  appeal?: number;
  /** The conversions of its visitors, and how many visitors convert. */
  brings?: { kind: ConversionKind; rate: number; worth?: Worth };
  /** Its current status; default: published. */
  fate?: 'draft' | 'in-review' | 'returned' | 'scheduled' | 'recalled';
  /** A change of the published post that waits for approval: the fields that differ. */
  proposed?: Partial<Pick<SamplePost, 'summary' | 'copies'>>;
  /** The approver's note when it was returned or recalled. */
  note?: string;
}

export const topic = (name: string, posts: Omit<SamplePost, 'topic'>[]): SamplePost[] =>
  posts.map((post) => ({ ...post, topic: name }));
