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
const bytes = 60_000;

/** A test: each of these, repeated, costs less than three times as much to parse when there is twice as much of it. */
export const isLinear = (tokens: string[], parse: (text: string) => unknown) => async () => {
  for (const token of tokens) {
    const text = (length: number) => token.repeat(Math.ceil(length / token.length));
    const [once, twice] = [text(bytes), text(2 * bytes)];
    // Again when it is close: the best of each counts.
    let [first, second] = [Infinity, Infinity];
    for (let tries = 0; tries < 10; tries += 1) {
      second = Math.min(second, await cost(() => parse(twice)));
      if (second < measurable) break;
      first = Math.min(first, await cost(() => parse(once)));
      if (second < 3 * first) break;
    }
    if (second >= measurable) expect(second, `${token} in twice the length`).to.be.lessThan(3 * first);
  }
};
