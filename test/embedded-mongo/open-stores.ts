// Opens one store after the other, in a process that a damaged one may take down, and prints a line for each:
// the ids it holds and what is wrong among them, or the error that opening it ended with.
import { Storage } from '../../src/embedded-mongo/storage.js';
import { decode } from '../../src/embedded-mongo/values.js';
import { walkStore } from './walk-store.js';

for (const path of process.argv.slice(2)) {
  try {
    const storage = new Storage(path);
    const collection = storage.collection('test', 'items')!;
    const ids = [...storage.scan(collection)].map(({ bytes }) => Number(decode(bytes)._id));
    console.log(JSON.stringify({ ids, problems: walkStore(storage) }));
    await storage.close();
  } catch (error) {
    const { name, message } = error as Error;
    console.log(JSON.stringify({ error: name, message }));
  }
}
