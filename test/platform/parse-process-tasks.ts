// What the tests of the parse process call in it.
import { setTimeout as wait } from 'node:timers/promises';

export const add = (a: number, b: number) => a + b;

export const isBuffer = (bytes: Buffer) => Buffer.isBuffer(bytes) && bytes.toString();

export function spin(): never {
  for (;;);
}

export function fill(): never {
  const kept: string[][] = [];
  for (;;) kept.push(Array.from({ length: 10_000 }, (_, n) => `${kept.length} ${n}`));
}

export function fail(): never {
  throw new RangeError('not today');
}

export const nap = (ms: number) => wait(ms, 'awake');

export const never = () => wait(2 ** 30);

export const environment = () => process.env;

export const pid = () => process.pid;
