import { expect } from 'chai';
import fc from 'fast-check';
import { Binary, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb';
import { AFTER, encodeValue } from '../src/bson/key-order.js';
import { compare } from '../src/bson/values.js';

/** Decimals that are doubles, that lie beside one, and that no double comes near. */
const decimal = fc
  .oneof(
    fc.integer({ min: -3, max: 3 }).map(String),
    fc.double({ noNaN: true }).map(String),
    fc.constantFrom('NaN', 'Infinity', '-Infinity', '0.1', '-0.1', '9007199254740993', '-9007199254740993'),
    fc.constantFrom('0.10000000000000000555', '1E-6100', '-1E-6100', '1E+6100', '2E+6100', '-1E+6100'),
    fc.bigInt({ min: -(10n ** 33n), max: 10n ** 33n }).map(String),
  )
  .map((text) => Decimal128.fromString(text));

const scalar = fc.oneof(
  fc.integer().map((value) => new Int32(value)),
  fc.double().map((value) => new Double(value)),
  fc.integer({ min: -3, max: 3 }).map((value) => new Double(value)),
  fc.constantFrom(0.1, -0.1, 2 ** 53, -(2 ** 53), Infinity, -Infinity).map((value) => new Double(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
  fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }).map((value) => Long.fromBigInt(value)),
  decimal,
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

  it('a number has one key whatever its type, and a decimal between two doubles has its own', () => {
    const numbers = [
      [Decimal128.fromString('0.1')],
      [new Double(0.1)],
      [Decimal128.fromString('10'), new Double(10), new Int32(10), Long.fromNumber(10)],
      [new Double(2 ** 53), Long.fromBigInt(2n ** 53n), Decimal128.fromString('9007199254740992')],
      [Long.fromBigInt(2n ** 53n + 1n), Decimal128.fromString('9007199254740993')],
      [Decimal128.fromString('9007199254740993.5')],
    ];
    const keys = numbers.map((equals) => new Set(equals.map((each) => encodeValue(each).toString('hex'))));
    expect(keys.map(({ size }) => size)).to.deep.equal(numbers.map(() => 1));
    expect(keys.map(([key]) => key)).to.deep.equal(keys.map(([key]) => key).sort());
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
