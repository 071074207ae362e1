import { authorize, type SignedIn } from '../../people/index.js';
import { InvalidInput, NotAllowedNow } from '../../platform/errors.js';
import type { Services } from '../../services.js';
import { findImport } from './find-import.js';
import { ConversionImport, partsFrom, WrongRow } from './import.model.js';
import { lookAtFile } from './look-at-file.js';
import { mostColumns } from '../../platform/text/table-limits.js';
import type { Mapping } from './mapping.js';
import { findSwallowedRow } from './read-conversion.js';

/**
 * Stores the meaning of the columns and starts a trial of the file from its beginning, which stores no conversion.
 * @throws Forbidden; NotAllowedNow while its rows are read, and after the import; InvalidInput when its first row is
 *   not a header row
 */
export async function tryImport(
  services: Services,
  { actor, importId, mapping }: { actor: SignedIn; importId: string; mapping: Mapping },
): Promise<void> {
  authorize(actor, 'manage-conversions');
  const found = await findImport(actor, importId);
  const before = ['taken', 'tried'] as const;
  if (!before.some((state) => state === found.state)) throw new NotAllowedNow('conversions.import-busy');
  const rows = await lookAtFile(found, mapping.delimiter);
  const head = rows[mapping.begins];
  if (!head || head.cells.length > mostColumns)
    throw new InvalidInput({ delimiter: 'conversions.import-file-wide' });
  // A lost quotation mark can hide rows in the header row. They would be missing from the list of wrong rows.
  if (
    mapping.header &&
    findSwallowedRow(head.cells, { mapping, zone: 'UTC', now: services.clock.now() }) >= 0
  )
    throw new InvalidInput({ header: 'conversions.import-header-holds-row' });
  const above = rows[mapping.begins - 1];
  const start = (mapping.header ? head : above)?.end ?? { offset: 0, line: 1 };
  await WrongRow.deleteMany(partsFrom(importId));
  const begun = await ConversionImport.updateOne(
    { _id: importId, state: { $in: before } },
    {
      $set: {
        ...begin(services, 'trying', start),
        mapping,
        headers: head.cells.map((cell) => (mapping.header ? cell.trim().slice(0, 80) : '')),
        start,
      },
    },
  );
  if (!begun.matchedCount) throw new NotAllowedNow('conversions.import-busy');
}

/**
 * Starts to store the conversions of a file after its trial.
 * @throws Forbidden; NotAllowedNow unless the trial has ended and the import has not begun
 */
export async function runImport(
  services: Services,
  { actor, importId }: { actor: SignedIn; importId: string },
): Promise<void> {
  authorize(actor, 'manage-conversions');
  const { start } = await findImport(actor, importId);
  const begun = await ConversionImport.updateOne(
    { _id: importId, state: 'tried' },
    { $set: begin(services, 'importing', start!) },
  );
  if (!begun.matchedCount) throw new NotAllowedNow('conversions.import-busy');
}

function begin(
  { clock }: Services,
  state: 'trying' | 'importing',
  { offset, line }: { offset: number; line: number },
) {
  const now = clock.now();
  return {
    state,
    since: now,
    progress: { offset, line, rows: 0 },
    counts: {},
    ...{ claim: null, dueAt: now, tries: 0 },
    failures: 0,
    problem: null,
  };
}
