import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { BSON } from 'mongodb';
import type { Case } from './generate.js';
import type { Answer } from './run.js';

export const RECORDED_SEED = 20261122;
/** How many cases are generated for the recording. */
export const RECORDED_FROM = 1000;
const path = new URL('recorded.ejson', import.meta.url);

/** One recorded case: which it was, and the answer MongoDB documents. */
export interface Recorded {
  fingerprint: string;
  answer: Answer;
  /** The known difference for which the engine's own answer is not the one recorded. */
  difference?: string | undefined;
}

/** Tells whether a case is still the one that was recorded. */
export function fingerprint(asked: Case): string {
  const text = BSON.EJSON.stringify(asked, { relaxed: false });
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** One line for each case: its fingerprint, its answer, and the difference if there is one, by tabs. */
export function readRecording(): Recorded[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const [fingerprint, answer, difference] = line.split('\t') as [string, string, string?];
    return { fingerprint, answer, difference };
  });
}

export function writeRecording(recorded: readonly Recorded[]): void {
  const lines = recorded.map(({ fingerprint, answer, difference }) =>
    [fingerprint, answer, ...(difference === undefined ? [] : [difference])].join('\t'),
  );
  writeFileSync(path, `${lines.join('\n')}\n`);
}
