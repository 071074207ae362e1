import { expect } from 'chai';
import fc from 'fast-check';
import { classifyVisits, type Classifiable } from '../../src/clicks/classify-visits.js';
import { burst } from '../../src/clicks/click-rules.js';

const start = Date.parse('2026-11-18T09:00:00Z');
const minutes = 60_000;

/** Visits named by link and minute. */
const visits = (...opened: [link: string, minute: number][]): Classifiable[] =>
  opened.map(([trackedLinkId, minute], n) => ({
    _id: String(n).padStart(4, '0'),
    trackedLinkId,
    at: new Date(start + minute * minutes),
    excludedBecause: null,
  }));
const verdicts = (all: Classifiable[]) => [...classifyVisits(all, new Date(0)).values()];

describe('The visits of one visitor', () => {
  it('to one link count once an hour, from the one that counted', () => {
    expect(verdicts(visits(['a', 0], ['a', 59], ['a', 60], ['a', 119], ['a', 121]))).to.deep.equal([
      null,
      'repeat',
      null,
      'repeat',
      null,
    ]);
  });

  it('in a burst take no hour', () => {
    expect(verdicts(visits(['a', 0], ['b', 0.01], ['c', 0.02], ['a', 5]))).to.deep.equal([
      'burst',
      'burst',
      'burst',
      null,
    ]);
  });

  it('before the moment asked for keep the verdict they have, and still count for the others', () => {
    const [known, next] = visits(['a', 0], ['a', 30]);
    const from = new Date(start + minutes);
    expect([...classifyVisits([known!, next!], from)]).to.deep.equal([[next, 'repeat']]);
    expect([...classifyVisits([{ ...known!, excludedBecause: 'burst' }, next!], from)]).to.deep.equal([
      [next, null],
    ]);
  });

  const visit = fc.record({
    link: fc.constantFrom('a', 'b', 'c', 'd'),
    // Now seconds apart, now hours.
    at: fc.oneof(fc.nat(30_000), fc.nat(5 * 60 * minutes)),
  });
  const story = fc.array(visit, { maxLength: 40 }).map((all) =>
    all.map(({ link, at }, n): Classifiable => ({
      _id: `${n + 1000}`,
      trackedLinkId: link,
      at: new Date(start + at),
    })),
  );

  it('are judged alike however they arrive: in any order, and cut into any pieces', () => {
    const pieces = story.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 40, maxLength: 40 }),
      ),
    );
    fc.assert(
      fc.property(pieces, ([all, shuffled, sizes]) => {
        const atOnce = new Map(
          [...classifyVisits(all, new Date(0))].map(([{ _id }, verdict]) => [_id, verdict]),
        );
        // As recordHits does: the known visits are classified again, beginning with the first of the part.
        const stored: Classifiable[] = [];
        for (let next = 0, piece = 0; next < shuffled.length; piece += 1) {
          const part = shuffled
            .slice(next, next + sizes[piece]!)
            .map((one) => ({ ...one, excludedBecause: null }));
          next += part.length;
          stored.push(...part);
          const from = new Date(Math.min(...part.map(({ at }) => at.getTime())) - burst.seconds * 1000);
          const near = stored.filter(({ at }) => at.getTime() >= from.getTime() - 60 * minutes);
          for (const [one, verdict] of classifyVisits(near, from)) one.excludedBecause = verdict;
        }
        expect(new Map(stored.map(({ _id, excludedBecause }) => [_id, excludedBecause]))).to.deep.equal(
          atOnce,
        );
      }),
      { numRuns: 500 },
    );
  });
});
