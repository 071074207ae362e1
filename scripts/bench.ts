import { parseArgs } from 'node:util';
import { benchStore } from './bench/store.js';

const usage =
  'npm run bench -- store [--uri mongodb://…] [--documents 10000,100000] [--rounds 5]   compares the embedded store with another engine';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    uri: { type: 'string' },
    documents: { type: 'string', default: '10000,100000' },
    rounds: { type: 'string', default: '5' },
  },
});
const sizes = values.documents.split(',').map(Number);
if (positionals.join() !== 'store' || !sizes.every((size) => size > 0)) {
  console.error(usage);
  process.exitCode = 1;
} else {
  await benchStore({ sizes, rounds: Number(values.rounds), otherUri: values.uri });
}
