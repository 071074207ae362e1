// A process that opens the database as a start of the product does, with the migration that argv[2] names.
import { openDatabase } from '../../src/platform/data/database.js';
import { runMigrations } from '../../src/migrations/run-migrations.js';
import { readEnv } from '../../src/platform/env.js';
import { failToStart } from '../../src/platform/start-errors.js';
import { createServices } from '../../src/services.js';
import type { Migration } from '../../src/migrations/migration.js';
import '../../src/organization/index.js';

const known: Record<string, Migration> = {
  nothing: { number: 1, name: 'nothing', run: () => Promise.resolve() },
  mend: {
    number: 1,
    name: 'mend',
    run: async (db) => void (await db.collection('organizations').deleteMany({ name: 'second' })),
  },
  erase: { number: 1, name: 'erase', erases: ['secrets'], run: () => Promise.resolve() },
};

const services = createServices(readEnv());
try {
  const database = await openDatabase(services.env, (db, dataDir) =>
    runMigrations(db, { services, dataDir, list: [known[process.argv[2]!]!] }),
  );
  console.log('open');
  await database.close();
} catch (error) {
  failToStart(error as Error);
}
