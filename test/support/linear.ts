import { expect } from 'chai';

/** Milliseconds of this process's processor time, which other processes don't change. */
async function cost(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  try {
    await work();
  } catch {
    // Refused is fine; it has cost what it has.
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Less is lost among what else the process does. */
const measurable = 150;

interface Around {
  /** What may come before: a pattern may try to match from there. */
  begins?: string[];
  /** What comes after. */
  end?: string;
  /** The length of the shorter text. */
  length?: number;
}

/** A test: each of these, repeated, costs less than three times as much to parse when there is twice as much of it. */
export const isLinear =
  (
    tokens: string[],
    parse: (text: string) => unknown,
    { begins = [''], end = '', length = 60_000 }: Around = {},
  ) =>
  async () => {
    for (const begin of begins)
      for (const token of tokens) {
        const text = (size: number) => begin + token.repeat(Math.ceil(size / token.length)) + end;
        const [once, twice] = [text(length), text(2 * length)];
        // Again when it is close: the best of each counts.
        let [first, second] = [Infinity, Infinity];
        for (let tries = 0; tries < 10; tries += 1) {
          second = Math.min(second, await cost(() => parse(twice)));
          if (second < measurable) break;
          first = Math.min(first, await cost(() => parse(once)));
          if (second < 3 * first) break;
        }
        if (second >= measurable)
          expect(second, `${begin}${token} in twice the length`).to.be.lessThan(3 * first);
      }
  };
