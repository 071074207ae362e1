import { authorize, type SignedIn } from '../../people/index.js';
import { InvalidInput } from '../../platform/errors.js';
import type { Services } from '../../services.js';
import {
  asUtf8,
  delimiters,
  detectDelimiter,
  detectEncoding,
  mayHoldZeros,
} from '../../platform/text/file-text.js';
import { ConversionImport, ImportPiece, partId } from './import.model.js';
import { mostColumns } from '../../platform/text/table-limits.js';
import { readRowsApart } from '../../platform/text/read-rows-apart.js';
import { TooComplex } from '../../platform/jobs/parse-process.js';

/** The largest file that is accepted, in bytes. */
export const largestFile = 20 * 1024 * 1024;

const start = { offset: 0, line: 1 };

/**
 * Stores a file in pieces, to be imported later. Returns the id of the import.
 * @throws Forbidden; InvalidInput when it is empty, too large, or not a text with delimiters
 */
export async function takeFile(
  services: Services,
  { actor, name, file }: { actor: SignedIn; name: string; file: Buffer },
): Promise<string> {
  authorize(actor, 'manage-conversions');
  const refuse = (because: string): never => {
    throw new InvalidInput({ file: `conversions.import-${because}` });
  };
  if (file.length > largestFile) refuse('file-large');
  if (file.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') refuse('file-workbook');
  const { encoding, label } = detectEncoding(file);
  if (!mayHoldZeros(encoding) && file.includes(0)) refuse('file-no-text');
  const pieces = asUtf8(file, label);
  const first = pieces.next().value as Buffer | undefined;
  const delimiter = detectDelimiter(first?.toString() ?? '');
  const parsed = readRowsApart(first ?? Buffer.alloc(0), delimiters[delimiter], start, true);
  const [head] = await parsed.then(
    ({ rows }) => rows,
    (error: Error) => {
      if (error instanceof TooComplex) return refuse('too-complex');
      throw error;
    },
  );
  if (!head) return refuse('file-empty');
  if (head.cells.length > mostColumns) refuse('file-wide');

  const now = services.clock.now();
  const made = await ConversionImport.create({
    fileName: name.slice(-200),
    takenBy: actor.id,
    takenAt: now,
    bytes: 0,
    encoding,
    delimiter,
    state: 'taken',
    since: now,
    progress: {},
    claimedUntil: now,
  });
  const keep = async (text: Buffer, offset: number) => {
    await ImportPiece.create({ _id: partId(made._id, offset), text });
    return offset + text.length;
  };
  let bytes = await keep(first!, 0);
  // One after the other, so that the process can answer other requests in between.
  for (const piece of pieces) bytes = await keep(piece, bytes);
  await ConversionImport.updateOne({ _id: made._id }, { $set: { bytes } });
  return made._id.toString();
}
