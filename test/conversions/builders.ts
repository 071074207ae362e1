import { tryImport } from '../../src/conversions/import/begin-pass.js';
import { advanceImports } from '../../src/conversions/import/import.jobs.js';
import { mappingSchema } from '../../src/conversions/import/mapping.js';
import { takeFile } from '../../src/conversions/import/take-file.js';
import type { Services } from '../../src/services.js';
import { acting } from '../support/actors.js';

/** Columns of a file with a header, split by semicolons; dates begin with the year. */
export const mappingOf = (columns: object) =>
  mappingSchema.parse({ delimiter: 'semicolon', header: 'yes', dateFormat: 'year-first', ...columns });

/** A file whose rows were tried. Returns the id of its import. */
export async function buildTriedImport(services: Services, text: string, columns: object): Promise<string> {
  const file = Buffer.from(text);
  const importId = await takeFile(services, { name: 'a.csv', file, actor: acting('admin', 'a'.repeat(24)) });
  await tryImport(services, { actor: acting('admin'), importId, mapping: mappingOf(columns) });
  await advanceImports(services);
  return importId;
}
