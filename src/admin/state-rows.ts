import { counted, mostListed } from '../platform/data/paging.js';
import type { Message } from '../platform/errors.js';
import type { State } from './read-state.js';

export const subjects = [
  'mail',
  'deliveries',
  'feeds',
  'jobs',
  'people',
  'pictures',
  'storage',
  'backup',
] as const;
export type Subject = (typeof subjects)[number];

/** One thing that runs: how it is, why, and where to go. */
export interface StateRow {
  subject: Subject;
  /** `bad`: it fails. `due`: it will fail. `open`: nothing is wrong, and something is left to do. */
  state: 'bad' | 'due' | 'open' | 'good';
  title: Message;
  /** Whole sentences. */
  facts: Message[];
  action?: { href: string; label: string };
  /** The choice that a button of the row takes back. */
  undo?: 'own-posts';
}

/** How moments and bytes are printed. */
export interface Print {
  moment: (at: Date) => string;
  bytes: (bytes: number) => string;
}

type Row = Omit<StateRow, 'subject'>;

const word = (name: string, values?: Record<string, unknown>): Message =>
  values ? { key: `admin.${name}`, values } : `admin.${name}`;

const diskDue = 0.1;
const diskBad = 0.02;

const rowOf: Record<Subject, (state: State, print: Print) => Row | null> = {
  mail: ({ mail, deliveries }, { moment }) => {
    if (mail.relay === null)
      return {
        state: 'open',
        title: word('mail-none'),
        facts: [word('mail-none-text')],
        action: { href: '/outbox', label: 'admin.mail-none-action' },
      };
    const waiting = deliveries.waiting ? [word('mail-waiting', counted(deliveries.waiting))] : [];
    const last = mail.lastSentAt
      ? word('mail-last', { at: moment(mail.lastSentAt) })
      : word('mail-never', { relay: mail.relay });
    if (mail.failing)
      return {
        state: 'bad',
        title: word('mail-fails'),
        facts: [
          mail.failing.code
            ? word('mail-fails-code', { at: moment(mail.failing.since), code: mail.failing.code })
            : word('mail-fails-since', { at: moment(mail.failing.since) }),
          last,
          ...waiting,
        ],
      };
    if (!mail.lastSentAt) return { state: 'open', title: word('mail-untested'), facts: [last, ...waiting] };
    return { state: 'good', title: word('mail-works'), facts: [last, ...waiting] };
  },

  deliveries: ({ deliveries: { failed, unconfirmed } }) => {
    if (!failed && !unconfirmed) return null;
    const facts = [
      ...(failed && unconfirmed ? [word('deliveries-also-unconfirmed', counted(unconfirmed))] : []),
      word('deliveries-decide'),
    ];
    return {
      state: 'open',
      title: failed
        ? word('deliveries-failed', counted(failed))
        : word('deliveries-unconfirmed', counted(unconfirmed)),
      facts,
      action: { href: '/admin/deliveries', label: 'admin.look' },
    };
  },

  feeds: ({ feeds, writesOwnPosts }, { moment }) => {
    const { total, failing, answeredAt } = feeds;
    if (!total && writesOwnPosts)
      return { state: 'good', title: word('feeds-own'), facts: [word('feeds-own-text')], undo: 'own-posts' };
    // That none is added is one of the first steps.
    if (!total) return null;
    const action = { href: '/studio/feeds', label: 'admin.look' };
    if (!failing.length)
      return {
        state: 'good',
        title: word('feeds-work', { count: total }),
        facts: [answeredAt ? word('feeds-last', { at: moment(answeredAt) }) : word('feeds-never')],
        action: { ...action, label: 'admin.open' },
      };
    const shown = failing.slice(0, 3);
    const rest = total - failing.length;
    return {
      state: 'bad',
      title: word('feeds-fail', { count: failing.length }),
      facts: [
        ...shown.map(({ title, answeredAt: at }) =>
          at ? word('feed-silent', { title, at: moment(at) }) : word('feed-never', { title }),
        ),
        ...(failing.length > shown.length
          ? [word('feeds-fail-more', { count: failing.length - shown.length })]
          : []),
        ...(rest ? [word('feeds-rest', { count: rest })] : []),
      ],
      action,
    };
  },

  jobs: ({ jobs, parkedEvents, lateReactions }, { moment }) => {
    const { total, overdue, failed, lastFinishedAt } = jobs;
    const last = lastFinishedAt ? [word('jobs-last', { at: moment(lastFinishedAt) })] : [];
    if (overdue.length === total)
      return { state: 'bad', title: word('jobs-stopped'), facts: [word('jobs-stopped-text'), ...last] };
    if (overdue.length || failed.length)
      return {
        state: 'bad',
        title: word('jobs-fail', { count: new Set([...overdue, ...failed]).size }),
        facts: [
          ...failed.map((name) => word('job-failed', { name })),
          ...overdue.map((name) => word('job-overdue', { name })),
          word('jobs-log'),
        ],
      };
    if (parkedEvents)
      return {
        state: 'bad',
        title: word('events-parked', counted(parkedEvents)),
        facts: [word('events-parked-text'), word('jobs-log')],
      };
    if (lateReactions)
      return {
        state: 'due',
        title: word('reactions-late'),
        facts: [
          word('reactions-late-count', { ...counted(lateReactions.count), at: moment(lateReactions.since) }),
          word('reactions-late-order'),
        ],
      };
    return {
      state: 'good',
      title: word('jobs-work'),
      facts: [word('jobs-count', { count: total }), ...last],
    };
  },

  people: ({ people }) => {
    const { active, invited, deactivated, admins } = people;
    const facts = [
      word('people-active', counted(active, mostListed)),
      ...(deactivated ? [word('people-deactivated', counted(deactivated, mostListed))] : []),
    ];
    if (admins < 2 && active > 1)
      return {
        state: 'due',
        title: word('people-one-admin'),
        facts: [word('people-one-admin-text')],
        action: { href: '/admin/people', label: 'admin.people-one-admin-action' },
      };
    if (invited)
      return {
        state: 'open',
        title: word('people-invited', { count: invited }),
        facts,
        action: { href: '/admin/people?status=invited', label: 'admin.look' },
      };
    return {
      state: 'good',
      title: word('people-came'),
      facts,
      action: { href: '/admin/people', label: 'admin.open' },
    };
  },

  pictures: ({ pictures: { used, most, isLittle } }, { bytes }) => {
    const facts = [word('pictures-used', { used: bytes(used), most: bytes(most) })];
    return isLittle
      ? { state: 'due', title: word('pictures-full'), facts: [...facts, word('pictures-full-text')] }
      : { state: 'good', title: word('pictures-room'), facts };
  },

  storage: ({ storage }, { bytes }) => {
    if (!storage) return null;
    if ('database' in storage)
      return {
        state: 'good',
        title: word('database'),
        facts: [word('database-size', { size: bytes(storage.database.bytes) })],
      };
    const { free, total } = storage.disk;
    const facts = [word('disk-free', { free: bytes(free), total: bytes(total) })];
    if (free / total >= diskDue) return { state: 'good', title: word('disk-room'), facts };
    const state = free / total < diskBad ? 'bad' : 'due';
    return { state, title: word('disk-full'), facts: [...facts, word('disk-full-text')] };
  },

  backup: ({ backup }, { moment }) => {
    if (!backup) return null;
    const how = word('backup-how');
    if (!backup.lastAt) return { state: 'open', title: word('backup-none'), facts: [how] };
    const last = word('backup-last', { at: moment(backup.lastAt) });
    return backup.isOld
      ? { state: 'open', title: word('backup-old'), facts: [last, how] }
      : { state: 'good', title: word('backup-made'), facts: [last] };
  },
};

const order = ['bad', 'due', 'open', 'good'];

/** What fails first, then what is left to do, then what works. What is not known has no row. */
export function stateRows(state: State, print: Print): StateRow[] {
  return subjects
    .flatMap((subject) => {
      const row = rowOf[subject](state, print);
      return row ? [{ subject, ...row }] : [];
    })
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}

/** The sentences of the heading: what fails, and how many steps are left. */
export function headline(rows: StateRow[], stepsLeft: number): Message[] {
  const failing = rows.filter(({ state }) => state === 'bad' || state === 'due');
  const steps = stepsLeft ? '-steps' : '';
  // That no mail leaves is no failure, but not all is well either.
  const isWithoutMail = rows.some(({ title }) => title === 'admin.mail-none');
  if (!failing.length)
    return [word(`news-${isWithoutMail ? 'no-mail' : 'well'}${steps}`, { count: stepsLeft })];
  if (failing.length === 1) {
    const { subject, title } = failing[0]!;
    const several = subject === 'feeds' && typeof title !== 'string' && title.values?.count !== 1;
    return [word(`news-but-${several ? 'several-' : ''}${subject}${steps}`, { count: stepsLeft })];
  }
  return [
    word('news-failing', { count: failing.length }),
    ...(stepsLeft ? [word('news-steps', { count: stepsLeft })] : []),
  ];
}
