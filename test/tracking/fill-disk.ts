/** Writes lines to a journal in this folder, three at a time, and prints which it says are kept and which lost. */
import { Journal } from '../../src/tracking/journal.js';

const journal = new Journal(process.argv[2]!);
const outcome = { kept: [] as string[], lost: [] as string[] };
const append = (line: string) =>
  new Promise<void>((resolve) =>
    journal.append(line, (error) => {
      outcome[error ? 'lost' : 'kept'].push(line);
      resolve();
    }),
  );
for (let n = 0; n < 600; n += 3)
  await Promise.all([n, n + 1, n + 2].map((each) => append(`${each} ${'x'.repeat(97)}`)));
process.stdout.write(JSON.stringify(outcome));
