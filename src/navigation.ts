import type { Action } from './people/index.js';

interface Entry {
  href: string;
  /** Key of its text in views/locales. */
  label: string;
  icon: string;
  action: Action;
}

/** The main navigation, in order. People see the entries that their roles permit. */
export const navigation: Entry[] = [
  { href: '/feed', label: 'navigation.feed', icon: 'house', action: 'share-posts' },
  { href: '/me', label: 'navigation.me', icon: 'graph-up-arrow', action: 'share-posts' },
  { href: '/guidelines', label: 'navigation.guidelines', icon: 'journal-check', action: 'read-guidelines' },
  { href: '/studio', label: 'navigation.studio', icon: 'pencil-square', action: 'work-in-studio' },
  { href: '/reports', label: 'navigation.reports', icon: 'bar-chart-line', action: 'read-reports' },
  { href: '/admin', label: 'navigation.admin', icon: 'gear', action: 'manage-people' },
];
