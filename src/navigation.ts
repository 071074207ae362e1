import { permits, type Action, type Role } from './people/index.js';

interface Place {
  href: string;
  /** Key of its text in views/locales. */
  label: string;
}

interface Entry extends Place {
  icon: string;
  action: Action;
  /** Addresses of pages that belong to it, besides those below its own. */
  alsoAt?: string[];
  /** Its sections, the first of them at its own address. */
  sections?: Place[];
  /** It comes with a role, and stands apart from what everybody has. */
  isTool?: true;
}

/** The main navigation, in order. People see the entries that their roles permit. */
const entries: Entry[] = [
  {
    href: '/feed',
    label: 'navigation.feed',
    icon: 'card-heading',
    action: 'share-posts',
    alsoAt: ['/posts', '/shares'],
  },
  { href: '/me', label: 'navigation.me', icon: 'bar-chart', action: 'share-posts' },
  { href: '/guidelines', label: 'navigation.guidelines', icon: 'book', action: 'read-guidelines' },
  {
    href: '/studio',
    label: 'navigation.studio',
    icon: 'pencil-square',
    action: 'work-in-studio',
    isTool: true,
    sections: [
      { href: '/studio', label: 'navigation.studio-waiting' },
      { href: '/studio/posts', label: 'navigation.studio-posts' },
      { href: '/studio/inbox', label: 'navigation.studio-inbox' },
      { href: '/studio/feeds', label: 'navigation.studio-feeds' },
      { href: '/studio/topics', label: 'navigation.studio-topics' },
      { href: '/studio/guidelines', label: 'navigation.studio-guidelines' },
    ],
  },
  {
    href: '/strategy',
    label: 'navigation.strategy',
    icon: 'diagram-3',
    action: 'see-funnel',
    sections: [
      { href: '/strategy', label: 'navigation.strategy-funnel' },
      { href: '/strategy/goals', label: 'navigation.strategy-goals' },
      { href: '/strategy/insights', label: 'navigation.strategy-insights' },
      { href: '/strategy/messages', label: 'navigation.strategy-messages' },
      { href: '/strategy/partners', label: 'navigation.strategy-partners' },
      { href: '/strategy/map', label: 'navigation.strategy-map' },
    ],
  },
  {
    href: '/reports',
    label: 'navigation.reports',
    icon: 'clipboard-data',
    action: 'read-reports',
    isTool: true,
    sections: [
      { href: '/reports', label: 'navigation.reports-overview' },
      { href: '/reports/results', label: 'navigation.reports-results' },
      { href: '/reports/baseline', label: 'navigation.reports-baseline' },
      { href: '/reports/how-we-count', label: 'navigation.reports-how-we-count' },
    ],
  },
  {
    href: '/admin',
    label: 'navigation.admin',
    icon: 'gear',
    action: 'manage-people',
    isTool: true,
    sections: [
      { href: '/admin', label: 'navigation.admin-state' },
      { href: '/admin/people', label: 'navigation.admin-people' },
      { href: '/admin/teams', label: 'navigation.admin-teams' },
      { href: '/admin/locations', label: 'navigation.admin-locations' },
      { href: '/admin/organization', label: 'navigation.admin-organization' },
      { href: '/admin/conversions', label: 'navigation.admin-conversions' },
      { href: '/admin/deliveries', label: 'navigation.admin-deliveries' },
      { href: '/outbox', label: 'navigation.admin-outbox' },
    ],
  },
];

/** What stands in the menu under a person's initials. */
const personal: (Place & { action: Action })[] = [
  { href: '/thanks', label: 'navigation.thanks', action: 'thank' },
  { href: '/me/topics', label: 'navigation.topics', action: 'share-posts' },
  { href: '/account/digest', label: 'navigation.digest', action: 'share-posts' },
  { href: '/account/notices', label: 'navigation.notices', action: 'manage-own-account' },
  { href: '/account', label: 'navigation.account', action: 'share-posts' },
];

const isAt = (path: string, href: string): boolean => path === href || path.startsWith(`${href}/`);

/** What stands in the menu of people with tools where the bar is small: at most five fit there. */
const inMenu = (count: number): string[] => ['/guidelines', ...(count > 6 ? ['/me'] : [])];

/** The place with the longest address that this path is at or below. */
function current<P extends Place>(places: P[], path: string): P | undefined {
  return places
    .filter(({ href }) => isAt(path, href))
    .sort((a, b) => b.href.length - a.href.length)
    .at(0);
}

/**
 * Where a person with these roles can go from the page at `path`: the entries of the header, the sections of the
 * current one, and the person's own menu. The labels are keys of texts. Without an outbox its section is left out.
 * `waiting` says how much waits for the person, by address.
 */
export function navigationFor(
  roles: Role[],
  path: string,
  { hasOutbox, waiting = {} }: { hasOutbox: boolean; waiting?: Record<string, number> },
) {
  const open = entries
    .filter(({ action }) => permits(roles, action))
    .map((entry) => ({
      ...entry,
      sections: (entry.sections ?? []).filter(({ href }) => href !== '/outbox' || hasOutbox),
    }));
  const mine = personal.filter(({ action }) => permits(roles, action));
  const everywhere = [
    ...mine.map(({ href }) => ({ href, of: '' })),
    ...open.flatMap(({ href, alsoAt = [], sections }) => [
      ...[href, ...alsoAt].map((address) => ({ href: address, of: href })),
      ...sections.map((one) => ({ ...one, of: href })),
    ]),
  ].map((place) => ({ ...place, label: '' }));
  const here = current(everywhere, path)?.of;
  const hasTools = open.some(({ isTool }) => isTool);
  // The strategy is for everybody, and stands with the tools of those who have some.
  const firstTool = hasTools && open.find(({ isTool, href }) => isTool || href === '/strategy');
  const entry = open.find(({ href }) => href === here);
  const section = entry && current(entry.sections, path);
  return {
    nav: open.map((one) => ({
      href: one.href,
      label: one.label,
      icon: one.icon,
      isCurrent: one.href === here,
      isFirstTool: one === firstTool,
      isInMenu: hasTools && inMenu(open.length).includes(one.href),
      count: waiting[one.href] ?? 0,
    })),
    sections: entry?.sections.length
      ? {
          label: entry.label,
          places: entry.sections.map((one) => ({
            ...one,
            isCurrent: one.href === section?.href,
            count: waiting[one.href] ?? 0,
          })),
        }
      : null,
    mine: mine.map(({ href, label }) => ({ href, label })),
  };
}
