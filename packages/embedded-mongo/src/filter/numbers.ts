import type { Binary } from 'mongodb';
import { CommandError } from '../bson/errors.js';
import type { ValueTest } from './filter-contract.js';
import { binaryBytes, bsonType, isNumeric, numberOf } from '../bson/values.js';

/** `$mod`: `[divisor, remainder]`. Throws BadValue for anything else. */
export function modTest(operand: unknown): ValueTest {
  if (!Array.isArray(operand) || operand.length !== 2 || !operand.every(isNumeric)) {
    throw new CommandError('BadValue', 'malformed mod, needs to be an array of two numbers');
  }
  const [divisor, remainder] = operand.map((each) => Math.trunc(Number(numberOf(each)))) as [number, number];
  if (divisor === 0) throw new CommandError('BadValue', 'divisor cannot be 0');
  const test = (value: unknown): boolean => {
    if (!isNumeric(value)) return false;
    const number = numberOf(value);
    if (typeof number === 'bigint') return number % BigInt(divisor) === BigInt(remainder);
    return Number.isFinite(number) && Math.trunc(number) % divisor === remainder;
  };
  return { test, enterLeaf: true };
}

/** The bitwise operators, on integers and binary data. Throws BadValue for what is no mask. */
export function bitsTest(operator: string, operand: unknown): ValueTest {
  const mask = bitMask(operator, operand);
  const test = (value: unknown): boolean => {
    const bits = bitsOf(value);
    if (bits === undefined) return false;
    const set = bits & mask;
    if (operator === '$bitsAllSet') return set === mask;
    if (operator === '$bitsAllClear') return set === 0n;
    return operator === '$bitsAnySet' ? set !== 0n : set !== mask;
  };
  return { test, enterLeaf: true };
}

function bitMask(operator: string, operand: unknown): bigint {
  const mask = Array.isArray(operand)
    ? operand.reduce<bigint>((sum, bit) => sum | (1n << BigInt(Number(numberOf(bit)))), 0n)
    : bitsOf(operand);
  if (mask === undefined || mask < 0n) {
    throw new CommandError('BadValue', `${operator} takes an Array, a number, or a BinData`);
  }
  return mask;
}

function bitsOf(value: unknown): bigint | undefined {
  if (bsonType(value) === 'Binary') {
    return binaryBytes(value as Binary).reduceRight((bits, byte) => (bits << 8n) | BigInt(byte), 0n);
  }
  if (!isNumeric(value)) return undefined;
  const number = numberOf(value);
  return typeof number === 'bigint' || Number.isSafeInteger(number) ? BigInt(number) : undefined;
}
