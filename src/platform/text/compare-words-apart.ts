import { createLimit } from '../http/create-limit.js';
import { inParseProcess, TooComplex } from '../../platform/jobs/parse-process.js';
import { Busy } from '../errors.js';
import { wholeComparison, type compareTexts, type Comparison, type TextPair } from './compare-words.js';

const compareApart = inParseProcess<typeof compareTexts>(
  new URL('./compare-words.js', import.meta.url),
  'compareTexts',
);

/** One page at a time, so that feeds and guidelines are parsed between two comparisons. */
const limited = createLimit({ atOnce: 1, waiting: 8, waitingEach: 2 });

/**
 * Compares the texts of a page word by word, in the parse process: tracked links are answered meanwhile. When too many
 * pages wait for that, also of this reader alone, all texts are returned whole.
 */
export async function compareWords(
  readerId: string,
  language: string,
  pairs: readonly TextPair[],
): Promise<Comparison[]> {
  if (!pairs.length) return [];
  try {
    return await limited(readerId, () => compareApart(language, pairs));
  } catch (error) {
    if (!(error instanceof Busy || error instanceof TooComplex)) throw error;
    const note = error instanceof Busy ? 'busy' : 'too-different';
    return pairs.map((pair) => wholeComparison(pair, note));
  }
}
