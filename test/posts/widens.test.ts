import { expect } from 'chai';
import fc from 'fast-check';
import { widenedBy, type Reach } from '../../src/posts/widens.js';

const [teams, topics] = [
  ['sales', 'legal', 'works'],
  ['jobs', 'green'],
];
const days = Array.from({ length: 12 }, (_, n) => `2026-12-${String(n + 1).padStart(2, '0')}`);
const midnight = (day: string) => new Date(`${day}T00:00:00Z`);

const reach: fc.Arbitrary<Reach> = fc
  .record({
    audienceTeamIds: fc.subarray(teams),
    topicId: fc.option(fc.constantFrom(...topics)),
    // Not the first and the last day: there are days before and after.
    first: fc.option(fc.integer({ min: 1, max: 5 })),
    last: fc.option(fc.integer({ min: 5, max: 10 })),
  })
  .map(({ first, last, ...rest }) => ({
    ...rest,
    publishAt: first === null ? null : midnight(days[first]!),
    lastDay: last === null ? null : days[last]!,
  }));

/** Everyone and every day that a post with this reach is offered to, by trying each. */
function offered({ audienceTeamIds, topicId, publishAt, lastDay }: Reach): string[] {
  return [null, ...teams].flatMap((team) =>
    [[], ...topics.map((topic) => [topic])].flatMap((followed) =>
      days
        .filter(
          (day) =>
            (!audienceTeamIds.length || (team !== null && audienceTeamIds.includes(team))) &&
            (!followed.length || topicId === null || followed.includes(topicId)) &&
            (!publishAt || midnight(day) >= publishAt) &&
            (!lastDay || day <= lastDay),
        )
        .map((day) => `${team} ${followed.join()} ${day}`),
    ),
  );
}

const widens = (before: Reach, after: Reach) => widenedBy(before, after).length > 0;

describe('A change of whom a post is offered to, and when', () => {
  it('widens exactly when somebody is offered it, at some time, who was not before', () => {
    fc.assert(
      fc.property(reach, reach, (before, after) => {
        const known = new Set(offered(before));
        expect(widens(before, after)).to.equal(offered(after).some((one) => !known.has(one)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('does not widen when it changes nothing', () => {
    fc.assert(
      fc.property(reach, (same) => !widens(same, { ...same, audienceTeamIds: [...same.audienceTeamIds] })),
    );
  });
});
