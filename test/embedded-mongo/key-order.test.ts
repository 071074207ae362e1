import { expect } from 'chai';
import fc from 'fast-check';
import { Binary, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb';
import { AFTER, encodeValue } from '../../src/embedded-mongo/key-order.js';
import { compare } from '../../src/embedded-mongo/values.js';

const scalar = fc.oneof(
  fc.integer().map((value) => new Int32(value)),
  fc.double().map((value) => new Double(value)),
  fc.integer({ min: -3, max: 3 }).map((value) => new Double(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
  fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }).map((value) => Long.fromBigInt(value)),
  fc.string({ unit: fc.constantFrom('a', 'b', '\0', '\u00ff', '\uffee', '😀'), maxLength: 4 }),
  fc.boolean(),
  fc.constantFrom(null, new MinKey(), new MaxKey()),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ maxLength: 3 }).map((bytes) => new Binary(bytes)),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc.nat().map((t) => new Timestamp({ t, i: 1 })),
);
const value = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('a', 'b', 'ab'), scalar, { maxKeys: 2, noNullPrototype: true }),
);

describe('embedded-mongo: the order of keys', () => {
  it('the bytes of two values compare as the values do, in both directions', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const order = Math.sign(compare(a, b));
        expect(Buffer.compare(encodeValue(a), encodeValue(b))).to.equal(order);
        expect(Buffer.compare(encodeValue(b, true), encodeValue(a, true))).to.equal(order);
      }),
      { numRuns: 3000 },
    );
  });

  it('the bytes of a compound key compare field by field', () => {
    fc.assert(
      fc.property(value, value, value, value, (a1, b1, a2, b2) => {
        const key = (a: unknown, b: unknown): Buffer => Buffer.concat([encodeValue(a), encodeValue(b, true)]);
        const order = Math.sign(compare(a1, a2)) || Math.sign(compare(b2, b1));
        expect(Buffer.compare(key(a1, b1), key(a2, b2))).to.equal(order);
      }),
      { numRuns: 2000 },
    );
  });

  it('what follows a value lies below its end', () => {
    fc.assert(
      fc.property(value, value, (a, next) => {
        const end = Buffer.concat([encodeValue(a), AFTER]);
        expect(Buffer.compare(Buffer.concat([encodeValue(a), encodeValue(next)]), end)).to.equal(-1);
        expect(Buffer.compare(Buffer.concat([encodeValue(a), encodeValue(next, true)]), end)).to.equal(-1);
      }),
    );
  });
});
