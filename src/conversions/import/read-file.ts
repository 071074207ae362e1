import { delimiters, type Delimiter } from '../../platform/text/file-text.js';
import { ImportPiece, partsFrom, partId } from './import.model.js';
import { readRowsApart } from '../../platform/text/read-rows-apart.js';
import type { Position, Row } from '../../platform/text/read-rows.js';

/** Pieces to read at a time. A row may span two of them; a longer row needs more. */
const piecesAtOnce = 2;

/** The text of a file from an offset on, with this many pieces; null when a piece is missing. */
async function load(importId: string, offset: number, bytes: number, pieces: number): Promise<Buffer | null> {
  const first = await ImportPiece.findOne({
    _id: { $gte: partId(importId, ''), $lte: partId(importId, offset) },
  })
    .sort({ _id: -1 })
    .select({ _id: 1 })
    .lean();
  if (!first) return null;
  const found = await ImportPiece.find({ _id: { ...partsFrom(importId)._id, $gte: first._id } })
    .sort({ _id: 1 })
    .limit(pieces)
    .lean();
  const text = Buffer.concat(found.map((piece) => (piece.text as unknown as { buffer: Buffer }).buffer));
  const begins = Number(first._id.split(':')[1]);
  const isWhole = found.length === pieces || begins + text.length === bytes;
  return isWhole && begins + text.length > offset ? text.subarray(offset - begins) : null;
}

/** Thrown when the text of a file was deleted. */
export class FileGone extends Error {
  override name = 'FileGone';
}

/**
 * The rows of a stored file from a position on, some at a time.
 * @throws FileGone when its text was deleted; TooComplex when a part takes too long to parse
 */
export async function* readFileRows(
  file: { importId: string; bytes: number; delimiter: Delimiter },
  from: Position,
): AsyncGenerator<{ rows: Row[]; end: Position }> {
  let position = from;
  let pieces = piecesAtOnce;
  while (position.offset < file.bytes) {
    const text = await load(file.importId, position.offset, file.bytes, pieces);
    if (!text) throw new FileGone();
    const isLast = position.offset + text.length === file.bytes;
    const read = await readRowsApart(text, delimiters[file.delimiter], position, isLast);
    if (read.end.offset === position.offset) {
      pieces *= 2;
      continue;
    }
    yield read;
    position = read.end;
    pieces = piecesAtOnce;
  }
}
