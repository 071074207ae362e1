import { runMigrations, type MigrationReport } from '../migrations/run-migrations.js';
import { openDatabase } from '../platform/data/database.js';
import { readEnv } from '../platform/env.js';
import { failToStart } from '../platform/start-errors.js';
import { createServices } from '../services.js';
import { refuseRoot } from './refuse-root.js';

/** `npm run migrate`: runs the migrations that each start runs first, and prints what it did. */
async function migrate(): Promise<void> {
  const env = readEnv();
  if (!env.MONGODB_URI) refuseRoot(env.DATA_DIR);
  const services = createServices(env);
  const database = await openDatabase(services.env, async (db, dataDir) => {
    const report = await runMigrations(db, { services, dataDir });
    print(report);
    return report;
  });
  await database.close();
}

function print({ from, ran, backup }: MigrationReport): void {
  if (backup) console.log(`Backed up first to ${backup}`);
  for (const { number, name } of ran) console.log(`Migrated: ${number} ${name}`);
  if (!ran.length) console.log(`Nothing to migrate: the data is at number ${from}.`);
}

migrate().catch(failToStart);
