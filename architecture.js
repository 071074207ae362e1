/**
 * Who may import whom. ESLint enforces this table, the map in docs/develop/map.md is printed from it, and
 * test/architecture.test.ts proves that the rule still bites.
 *
 * Every feature may also import `platform` and `services`. A feature sees another one only when it is
 * named here, and only through its `index.ts`.
 */
export const features = {
  events: { about: 'what happened to documents with history, and what follows from it', sees: [] },
  organization: {
    about: 'the one organization a deployment serves: name, zone, visibility',
    sees: ['events', 'people'],
  },
  people: { about: 'people, teams, roles, permissions', sees: ['events'] },
  deliveries: {
    about: 'sending anything to anyone: recorded, claimed, handed over once, and the outcome recorded',
    sees: ['people'],
  },
  'sign-in': {
    about: 'passwords, invitations, resets, set-up, sessions',
    sees: ['events', 'organization', 'people', 'deliveries'],
  },
  accounts: {
    about: 'pages to manage people and teams, and one’s own account',
    sees: ['events', 'organization', 'people', 'sign-in', 'notifications', 'posts'],
  },
  notifications: {
    about: 'notices and the bell, subscriptions, one-click unsubscribe, the outbox',
    sees: ['events', 'organization', 'people', 'deliveries'],
  },
  guidelines: {
    about: 'versioned participation guidelines and who acknowledged which version',
    sees: ['events', 'people', 'notifications', 'posts'],
  },
  files: {
    about: 'pictures: artwork from topic and id, and those of other sites, stored and served',
    sees: [],
  },
  links: {
    about: 'tracked links: their address and tags, and switching them on and off',
    sees: ['organization', 'people'],
  },
  strategy: {
    about: 'the strategy: mission, goals, insights and tactics, and what people who answer for them say',
    sees: ['events', 'organization', 'people'],
  },
  clicks: {
    about: 'visits of tracked links: journal, click rules, visitors',
    sees: ['organization', 'links'],
  },
  posts: {
    about: 'posts: draft, review, approval, publication, changes that wait, expiry, recall; topics',
    sees: ['events', 'organization', 'people', 'notifications', 'files', 'links', 'strategy'],
  },
  conversions: {
    about: 'conversions: how they are reported, attributed, voided and listed',
    sees: ['events', 'organization', 'people', 'sign-in', 'notifications', 'links', 'clicks', 'posts'],
  },
  redirect: {
    about: '`GET /l/:slug`, from a cache of links',
    sees: ['organization', 'links', 'clicks', 'conversions'],
  },
  statistics: {
    about: 'daily rows of clicks and conversions, and how long clicks are stored',
    sees: ['organization', 'links', 'clicks', 'posts', 'conversions'],
  },
  sources: {
    about: 'where posts come from: feeds and page addresses, whose items wait in an inbox',
    sees: ['events', 'people', 'notifications', 'files', 'posts'],
  },
  sharing: {
    about: 'an advocate shares a post to a network',
    sees: [
      'events',
      'organization',
      'people',
      'notifications',
      'files',
      'guidelines',
      'posts',
      'links',
      'statistics',
    ],
  },
  rollups: {
    about: 'results of everybody by day and month, added up by each dimension',
    sees: ['organization', 'links', 'statistics', 'sharing'],
  },
  'published-results': {
    about: 'results of others as everybody may see them: cells of closed weeks, published once',
    sees: ['organization', 'people', 'posts', 'statistics', 'sharing'],
  },
  participation: {
    about: 'taking part: its facts, stored for good, and what follows from them, from weeks to the baseline',
    sees: [
      'events',
      'organization',
      'people',
      'posts',
      'links',
      'statistics',
      'sharing',
      'published-results',
    ],
  },
  goals: {
    about: 'how goals stand: the page of the funnel, figures, states, and posts of tactics',
    sees: [
      'events',
      'organization',
      'people',
      'posts',
      'links',
      'conversions',
      'statistics',
      'sharing',
      'published-results',
      'participation',
      'strategy',
    ],
  },
  recognition: {
    about: 'thanks for a named result, and a board of what counts for goals: public only by consent',
    sees: [
      'events',
      'organization',
      'people',
      'notifications',
      'posts',
      'published-results',
      'participation',
      'strategy',
      'goals',
    ],
  },
  feed: {
    about: 'what an advocate sees today, and what came of their shares',
    sees: [
      'organization',
      'people',
      'files',
      'guidelines',
      'posts',
      'statistics',
      'sharing',
      'participation',
      'goals',
      'recognition',
    ],
  },
  reports: {
    about:
      'what participation achieves: the sponsor’s overview with what to do next, and results as table, chart and CSV',
    sees: [
      'organization',
      'people',
      'posts',
      'links',
      'clicks',
      'conversions',
      'statistics',
      'sharing',
      'rollups',
      'published-results',
      'participation',
      'sources',
      'strategy',
      'goals',
      'recognition',
    ],
  },
  digests: {
    about: 'the weekly digest: choose, render, deliver once',
    sees: [
      'organization',
      'people',
      'deliveries',
      'files',
      'notifications',
      'guidelines',
      'posts',
      'statistics',
      'sharing',
      'recognition',
    ],
  },
  admin: {
    about: 'the first page for admins: how everything runs, and what is left to set up',
    sees: [
      'events',
      'organization',
      'people',
      'deliveries',
      'sign-in',
      'guidelines',
      'files',
      'posts',
      'sources',
    ],
  },
  'personal-data': {
    about: 'what is stored of employees: to read, to take away, to erase',
    sees: [
      'events',
      'organization',
      'people',
      'sign-in',
      'accounts',
      'deliveries',
      'notifications',
      'guidelines',
      'links',
      'posts',
      'conversions',
      'statistics',
      'sources',
      'sharing',
      'participation',
      'rollups',
      'published-results',
      'strategy',
      'recognition',
      'digests',
    ],
  },
  styleguide: {
    about: 'every part of the look in its states, for whoever develops',
    sees: ['files', 'feed', 'reports'],
  },
  'sample-organization': {
    about: '240 people and sixty weeks of history, for the demo',
    sees: [
      'events',
      'organization',
      'people',
      'sign-in',
      'accounts',
      'notifications',
      'guidelines',
      'posts',
      'sources',
      'links',
      'clicks',
      'conversions',
      'statistics',
      'sharing',
      'published-results',
      'strategy',
      'participation',
      'recognition',
      'deliveries',
      'digests',
    ],
  },
};

/** Folders of `src` that know no feature. */
export const foundations = {
  platform: 'what any web product needs',
  migrations: 'numbered changes of stored data; only what starts the product imports it',
  cli: 'commands of an operator: `npm run store`, `npm run migrate`',
};
