/**
 * Who may import whom. ESLint enforces this table, the map in the README is printed from it, and
 * test/architecture.test.ts proves that the rule still bites.
 *
 * Every feature may also import `platform` and `services`. A feature sees another one only when it is
 * named here, and only through its `index.ts`.
 */
export const features = {
  organization: { about: 'the one organization a deployment serves: name, zone, visibility', sees: [] },
  users: { about: 'people, teams, roles, permissions; sign-in, invitation, set-up', sees: ['organization'] },
  notifications: {
    about: 'what we may send a person: subscriptions, one-click unsubscribe, the outbox',
    sees: ['organization', 'users'],
  },
  guidelines: {
    about: 'versioned participation guidelines and who acknowledged which version',
    sees: ['users'],
  },
  tracking: {
    about: 'tracked links, clicks, click rules, conversions, daily statistics; the redirect',
    sees: ['organization'],
  },
  content: {
    about: 'posts: draft, review, approval, publication, expiry, recall; topics',
    sees: ['organization', 'users', 'tracking'],
  },
  sources: {
    about: 'where posts come from: feeds and page addresses, whose items wait in an inbox',
    sees: ['users', 'content'],
  },
  conversions: {
    about: 'how conversions are told: script, pixel, server call; what became of each',
    sees: ['organization', 'users', 'tracking', 'content'],
  },
  sharing: {
    about: 'an advocate shares a post to a network',
    sees: ['organization', 'users', 'guidelines', 'content', 'tracking'],
  },
  feed: {
    about: 'what an advocate sees today, and what came of their shares',
    sees: ['organization', 'users', 'guidelines', 'content', 'tracking', 'sharing'],
  },
  reports: {
    about: 'what participation achieves, as table, chart and CSV',
    sees: ['organization', 'users', 'content', 'tracking', 'sharing'],
  },
  digests: {
    about: 'the weekly digest: choose, render, deliver once',
    sees: ['organization', 'users', 'notifications', 'content', 'tracking', 'sharing'],
  },
  'sample-organization': {
    about: 'forty people and twelve weeks of history, for the demo',
    sees: [
      'organization',
      'users',
      'notifications',
      'guidelines',
      'content',
      'sources',
      'tracking',
      'sharing',
      'digests',
    ],
  },
};

/** Folders of `src` that know no feature. */
export const foundations = {
  platform: 'what any web product needs',
  migrations: 'numbered changes of stored data; only what starts the product imports it',
  'embedded-mongo': 'a durable MongoDB endpoint for one machine; imports nothing of the product',
};
