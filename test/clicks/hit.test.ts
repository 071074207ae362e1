import { expect } from 'chai';
import fc from 'fast-check';
import mongoose from 'mongoose';
import { clickRules } from '../../src/clicks/click-rules.js';
import { devices } from '../../src/clicks/describe-visit.js';
import { hitOf, lineOf, type Hit } from '../../src/clicks/hit.js';
import { newHitId } from '../../src/clicks/new-hit-id.js';

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

describe('The id of a hit', () => {
  it('is an ObjectId of its moment that no other hit has', () => {
    const at = new Date('2026-11-21T09:00:00Z');
    const ids = Array.from({ length: 10_000 }, () => newHitId(at));
    expect(new Set(ids).size).to.equal(ids.length);
    const made = ids.map((one) => new mongoose.Types.ObjectId(one));
    expect(made.map(String)).to.deep.equal(ids);
    for (const one of made) expect(one.getTimestamp()).to.deep.equal(at);
  });
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
