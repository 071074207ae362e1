/** Writes lines to a journal in this folder, and prints which are stored and which are lost. */
import { Journal } from '../../src/clicks/journal.js';

const journal = new Journal(process.argv[2]!);
const outcome = { kept: [] as string[], lost: [] as string[] };
const append = (line: string) =>
  new Promise<void>((resolve) =>
    journal.append(line, (error) => {
      outcome[error ? 'lost' : 'kept'].push(line);
      resolve();
    }),
  );
const appendFrom = (first: number, count: number) =>
  Promise.all(Array.from({ length: count }, (_, n) => append(`${first + n} ${'x'.repeat(97)}`)));

// More at once than a file may hold.
await appendFrom(0, 300);
for (let n = 300; n < 900; n += 3) await appendFrom(n, 3);
process.stdout.write(JSON.stringify(outcome));
