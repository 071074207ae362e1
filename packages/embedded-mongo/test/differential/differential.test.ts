// Generated cases on the embedded store, against the recorded answers of a real engine, or side by side with one:
//
//   CASES=20000 SEED=7 COMPARE_URI=mongodb://… npx mocha packages/embedded-mongo/test/differential/*.test.ts
//
// `npx tsx packages/embedded-mongo/scripts/record-answers.ts` records again after a change to what is generated.
import { expect } from 'chai';
import { BSON, MongoClient } from 'mongodb';
import { openDatabase, openStore } from '../support.js';
import { casesOf } from './generate.js';
import type { Case } from './generate.js';
import { knownDifference, knownDifferences } from './known-differences.js';
import { fingerprint, readRecording, RECORDED_FROM, RECORDED_SEED } from './recording.js';
import { runAll } from './run.js';
import type { Answer } from './run.js';

const SHOWN = 10;

/** The cases that were not answered as expected, in words. */
function report(cases: readonly Case[], ours: readonly Answer[], expected: readonly Answer[]): string {
  const different = cases.flatMap((asked, i) => {
    if (ours[i] === expected[i]) return [];
    return [
      `case ${i}: ${BSON.EJSON.stringify(asked, { relaxed: false })}
  the store: ${ours[i]}
  expected:  ${expected[i]}`,
    ];
  });
  return (
    different.slice(0, SHOWN).join('\n') + (different.length > SHOWN ? `\n${different.length} in all` : '')
  );
}

describe('embedded-mongo: the same answers as a real engine', () => {
  const uri = process.env.COMPARE_URI;

  if (!uri) {
    it('to all recorded cases', async () => {
      const recording = readRecording();
      const cases = casesOf(RECORDED_SEED, RECORDED_FROM);
      const changed = cases.findIndex((asked, i) => fingerprint(asked) !== recording[i]?.fingerprint);
      expect(changed, 'first case that is not the recorded one: record again').to.equal(-1);
      const { client, db, close } = await openDatabase();
      try {
        const answers = await runAll(client, db.databaseName, cases);
        expect(
          report(
            cases,
            answers,
            recording.map(({ answer }) => answer),
          ),
        ).to.equal('');
      } finally {
        await close();
      }
    });

    it('except where a difference is known by name', () => {
      const names = knownDifferences.map(({ name }) => name);
      const used = readRecording().flatMap(({ difference }) => difference ?? []);
      expect(used.length).to.be.greaterThan(0);
      expect(names).to.include.members(used);
    });
  } else {
    it('to generated cases, side by side', async function () {
      this.timeout(0);
      const cases = casesOf(Number(process.env.SEED ?? 1), Number(process.env.CASES ?? 1000));
      const store = await openStore();
      const ours = await MongoClient.connect(store.uri);
      const theirs = await openDatabase();
      try {
        const [mine, real] = await Promise.all([
          runAll(ours, 'cases', cases),
          runAll(theirs.client, theirs.db.databaseName, cases, { onlyUnique: true }),
        ]);
        const expected = real.map((answer, i) =>
          answer !== mine[i] && knownDifference(cases[i]!, mine[i]!, answer) ? mine[i]! : answer,
        );
        expect(report(cases, mine, expected)).to.equal('');
      } finally {
        await Promise.all([ours.close(), theirs.close()]);
        await store.close();
      }
    });
  }
});
