import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { migrations } from '../../src/migrations/index.js';

/** Number and name of every migration there ever was. Add a line with a migration; never change one. */
const released: [number, string][] = [
  [2, 'unverified-conversions'],
  [3, 'delete-attempts'],
  [4, 'erase-visitor-salts'],
  [5, 'number-changes-of-posts'],
  [6, 'last-days-as-days'],
  [7, 'posted-shares'],
  [10, 'number-guideline-drafts'],
  [25, 'changed-people'],
  [31, 'trim-conversion-ids'],
  [40, 'words-follow-their-features'],
  [41, 'approved-titles-and-last-days'],
  [42, 'regions'],
  [60, 'people-invited'],
  [70, 'documents-with-history'],
  [71, 'deliveries'],
  [73, 'locations'],
  [74, 'classes-of-referrers'],
  [80, 'conversions-with-history'],
  [81, 'identities-and-origins-of-roles'],
  [85, 'participations-of-earlier-shares'],
  [86, 'results-follow-their-posts'],
  [87, 'offers-of-posts'],
  [90, 'publisher-utm'],
  [93, 'campaigns-of-shares'],
  [103, 'claims'],
  [110, 'mark-days-for-rollups'],
  [115, 'posts-trace-to-tactics'],
];

describe('The list of migrations', () => {
  it('keeps every number and name, in ascending order', () => {
    expect(migrations.map(({ number, name }) => [number, name])).to.deep.equal(released);
    expect(released.map(([number]) => number)).to.deep.equal(
      [...new Set(released.map(([number]) => number))].sort((a, b) => a - b),
    );
  });

  it('holds every file that is a migration, under its number and name', () => {
    const files = readdirSync('src/migrations').filter((file) => /^\d/.test(file));
    expect(files).to.have.members(
      migrations.map(({ number, name }) => `${String(number).padStart(3, '0')}-${name}.ts`),
    );
  });
});
