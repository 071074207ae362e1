import type { Db } from 'mongodb';
import type { Migration } from './migration.js';

const renamed: Record<string, string> = {
  'users.notice-password-changed': 'sign-in.notice-password-changed',
  'users.notice-address-changed': 'accounts.notice-address-changed',
  ...inConversions('because', ['no-click', 'unknown-click', 'unknown-link', 'not-counted', 'late', 'future']),
  ...inConversions('conversion', [
    'kind-unknown',
    'id-unusable',
    'time-unreadable',
    'in-future',
    'too-old',
    'value-wrong',
    'value-absurd',
    'value-missing',
    'currency-missing',
    'currency-unknown',
    'clicks-unusable',
  ]),
};

function inConversions(group: string, names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [`tracking.${group}-${name}`, `conversions.${group}-${name}`]),
  );
}

/** Where documents store the key of a text that a page or mail prints later. */
const places = [
  ['conversionrefusals', 'problem'],
  ['wrongrows', 'problem.key'],
  ['accountmails', 'word'],
] as const;

/** The folders `tracking` and `users` were divided, so the keys of their texts changed. */
export const migration: Migration = {
  number: 40,
  name: 'words-follow-their-features',
  async run(db: Db) {
    for (const [before, after] of Object.entries(renamed)) {
      for (const [collection, field] of places)
        await db.collection(collection).updateMany({ [field]: before }, { $set: { [field]: after } });
      await db
        .collection('users')
        .updateMany(
          { 'pendingNotices.word': before },
          { $set: { 'pendingNotices.$[notice].word': after } },
          { arrayFilters: [{ 'notice.word': before }] },
        );
    }
  },
};
