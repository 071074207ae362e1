// A process that starts on old data as the product does (open, migrate, serve) and writes what its pages say to argv[2].
import { writeFileSync } from 'node:fs';
import { createApp } from '../../src/app.js';
import { updateOrganization } from '../../src/organization/index.js';
import { runMigrations } from '../../src/migrations/run-migrations.js';
import { openDatabase } from '../../src/platform/data/database.js';
import { readEnv } from '../../src/platform/env.js';
import { createServices } from '../../src/services.js';
import { figuresOf, lookedAtAt } from './figures.js';

const services = { ...createServices(readEnv()), clock: { now: () => lookedAtAt } };
const database = await openDatabase(services.env, (db, dataDir) => runMigrations(db, { services, dataDir }));
// Otherwise reports show published weeks, which are others than the days of then.
await updateOrganization(services, { actor: 'operator', visibility: 'individual' });
writeFileSync(process.argv[2]!, JSON.stringify(await figuresOf(createApp(services))));
await database.close();
process.exit(0);
