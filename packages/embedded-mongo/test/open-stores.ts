// Opens one store after the other, in a process that a damaged one may take down, and prints a line for each:
// the ids it holds, a digest of all its documents and what is wrong among them, or the error it ended with.
import { createHash } from 'node:crypto';
import { Storage } from '../src/storage/storage.js';
import { decode } from '../src/bson/values.js';
import { walkStore } from './walk-store.js';

for (const path of process.argv.slice(2)) {
  try {
    const storage = new Storage(path);
    const collection = storage.collection('test', 'items')!;
    const all = [...storage.scan(collection)];
    const ids = all.map(({ bytes }) => Number(decode(bytes)._id));
    const hash = createHash('sha256');
    for (const { bytes } of all) hash.update(bytes);
    console.log(JSON.stringify({ ids, digest: hash.digest('hex'), problems: walkStore(storage) }));
    await storage.close();
  } catch (error) {
    const { name, message } = error as Error;
    console.log(JSON.stringify({ error: name, message }));
  }
}
