import type { StoredEvent } from '../events/index.js';
import type { Action } from '../people/index.js';
import type { Services } from '../services.js';

/**
 * Whether a notice also comes as a mail: unless the person stops it, only if they ask for it, or in any case. The first
 * count among the mails that a person gets in a week at most.
 */
export type MailRule = 'unless-stopped' | 'on-request' | 'always';

/** What one notice says, and who gets it. */
export interface NewNotice {
  /** Ids of people. Those who are not active, or not permitted what the kind is for, get nothing. */
  to: Iterable<string> | AsyncIterable<string>;
  /** The values of its texts, besides `name`, which is the name of the person whose id is `by`. */
  values?: Record<string, string | number>;
  by?: string | null;
  /** The page that it leads to. */
  path: string;
  /** What it is about, if not the document of the event. */
  about?: string;
}

/** A kind of notice: a row of the table in docs/develop/add-a-notice.md. */
export interface NoticeKind {
  name: string;
  /**
   * Where its texts begin: `posts.notice-returned`. They end in `-choice` (its name on the page of choices), `-text` (the
   * sentence), `-subject` and `-button` (of its mail), and, if there is more to say, `-more`.
   */
  words: string;
  /** Who gets it and why, for the documentation. */
  about: string;
  /** Who can get it: people with this permission find it on their page of choices. */
  for: Action;
  mail: MailRule;
  /** The events that it reports; none if a verb calls `notify` itself. */
  events?: readonly string[];
  /** True if its readers must act soon: it goes before all that follows from other events. */
  isUrgent?: true;
  /** What to say of such an event; null if nothing. */
  compose?(services: Services, event: StoredEvent): Promise<NewNotice | null>;
  /** False if the mail is of no use to this person any more. */
  stillConcerns?(personId: string): Promise<boolean>;
  /** Events of the same document after which there is nothing to do any more: what is unread counts as read. */
  until?: readonly string[];
}

/** The kinds as a Markdown table for the documentation. */
export function noticesTable(kinds: readonly NoticeKind[]): string {
  const mail = {
    'unless-stopped': 'unless stopped; three in seven days at most',
    'on-request': 'on request',
    always: 'always',
  };
  return [
    '| Notice | Who gets it | Mail |',
    '| --- | --- | --- |',
    ...kinds.map((kind) => `| \`${kind.name}\` | ${kind.about} | ${mail[kind.mail]} |`),
  ].join('\n');
}
