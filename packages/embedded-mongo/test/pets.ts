import { MongoClient } from 'mongodb';
import type { Collection, CommandStartedEvent, Document } from 'mongodb';
import { openStore } from './support.js';

export interface Pet extends Document {
  /** Other types of it are forced on it where they matter. */
  _id: number;
}

/** An embedded store with a collection `drivers.pets`. */
export interface PetStore {
  client: MongoClient;
  pets: Collection<Pet>;
  /** The names of the commands the client has sent. */
  sent: string[];
  /** Puts these in the place of what the collection holds. */
  fill: (docs: readonly Pet[]) => Promise<void>;
  /** What it holds, by `_id`. */
  held: () => Promise<Pet[]>;
  close: () => Promise<void>;
}

export async function openPets(): Promise<PetStore> {
  const store = await openStore();
  const client = await MongoClient.connect(store.uri, { monitorCommands: true });
  const pets = client.db('drivers').collection<Pet>('pets');
  const sent: string[] = [];
  client.on('commandStarted', ({ commandName }: CommandStartedEvent) => sent.push(commandName));
  return {
    client,
    pets,
    sent,
    fill: async (docs) => {
      await pets.deleteMany({});
      if (docs.length > 0) await pets.insertMany([...docs]);
    },
    held: () => pets.find({}, { sort: { _id: 1 } }).toArray(),
    close: async () => {
      await client.close();
      await store.close();
    },
  };
}

export const three: readonly [Pet, Pet, Pet] = [
  { _id: 1, age: 4 },
  { _id: 2, age: 6 },
  { _id: 3, age: 9 },
];
