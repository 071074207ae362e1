import { expect } from 'chai';
import fc from 'fast-check';
import { clickRules } from '../../src/tracking/click-rules.js';
import { devices } from '../../src/tracking/describe-visit.js';
import { hitOf, lineOf, type Hit } from '../../src/tracking/hit.js';

const id = fc.stringMatching(/^[0-9a-f]{24}$/);
const hash = fc.stringMatching(/^[\w-]{43}$/);
/** Some of it comes from strangers. */
const told = fc.oneof(fc.constant(null), fc.string({ unit: 'binary' }));
const hits = fc.record({
  id,
  linkId: id,
  at: fc.integer({ min: 0, max: 2 ** 42 }),
  visitor: fc.record({ day: fc.constant('2026-11-21'), hash, earlierHash: fc.option(hash) }),
  referrerHost: told,
  device: fc.constantFrom(...devices),
  language: told,
  marks: fc.subarray(clickRules.map(({ name }) => name)),
  sessionId: told.map((text) => text ?? undefined),
});

describe('A hit in the journal', () => {
  it('is read as it was written, whatever strangers send, on one line', () => {
    fc.assert(
      fc.property(hits, (hit) => {
        const line = lineOf(hit);
        expect(line).not.to.contain('\n');
        expect(line).not.to.contain('\0');
        expect(hitOf(line)).to.deep.equal(hit);
      }),
    );
  });

  it('is read as it was written before lines were arrays', () => {
    const check = (hit: Hit) => void expect(hitOf(JSON.stringify(hit))?.visitor).to.deep.equal(hit.visitor);
    fc.assert(fc.property(hits, check));
  });

  it('is none where its line was cut off', () => {
    const cut = fc.record({ hit: hits, part: fc.double({ min: 0, max: 0.999, noNaN: true }) });
    fc.assert(
      fc.property(cut, ({ hit, part }) => {
        const line = lineOf(hit);
        expect(hitOf(line.slice(0, line.length * part))).to.equal(null);
      }),
    );
  });
});
