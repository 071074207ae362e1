// Records what a real engine answers to generated cases, for the differential test of the embedded store:
//
//   COMPARE_URI=mongodb://… npx tsx packages/embedded-mongo/scripts/record-answers.ts
//
// Where the engine is known not to do as MongoDB documents, the store's answer stands instead, with the
// name of the difference (test/differential/known-differences.ts). Read those in the diff.
import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { casesOf } from '../test/differential/generate.js';
import { knownDifference } from '../test/differential/known-differences.js';
import { fingerprint, RECORDED_FROM, RECORDED_SEED, writeRecording } from '../test/differential/recording.js';
import { runAll } from '../test/differential/run.js';
import { openStore } from '../test/support.js';

const uri = process.env.COMPARE_URI;
if (!uri) throw new Error('COMPARE_URI names the engine whose answers are recorded');
const cases = casesOf(RECORDED_SEED, RECORDED_FROM);
const store = await openStore();
const ours = await MongoClient.connect(store.uri);
const theirs = await MongoClient.connect(uri);
try {
  const mine = await runAll(ours, 'record', cases);
  const real = await runAll(theirs, `record_${randomBytes(6).toString('hex')}`, cases, { onlyUnique: true });
  const recorded = cases.map((asked, i) => {
    const known = mine[i] === real[i] ? undefined : knownDifference(asked, mine[i]!, real[i]!);
    return { fingerprint: fingerprint(asked), answer: known ? mine[i]! : real[i]!, difference: known?.name };
  });
  writeRecording(recorded);
  const instead = recorded.filter(({ difference }) => difference).length;
  process.stdout.write(`${recorded.length} answers recorded, ${instead} of them by a known difference\n`);
} finally {
  await Promise.all([theirs.close(), ours.close()]);
  await store.close();
}
