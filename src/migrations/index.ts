// The migrations, in the order they run. Append only: a released number keeps its name and its meaning.
import type { Migration } from './migration.js';

export const migrations: Migration[] = [];
