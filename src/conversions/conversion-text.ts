import { conversionKinds, type ConversionKind } from './conversion.model.js';

/** A text of a conversion as it is stored and compared: what stands around it differs from one way of reporting to another. */
export const conversionText = (text: string): string => text.trim();

const lettersOf = (text: string) => text.toLowerCase().replace(/[\s._-]/g, '');
const kinds = new Map<string, ConversionKind>(conversionKinds.map((kind) => [lettersOf(kind), kind]));

/** The kind that is meant, however its letters and blanks are written: `Service Contact`. Undefined when there is none. */
export const readKind = (text: string): ConversionKind | undefined => kinds.get(lettersOf(text));

/** The code of a currency as it is stored; empty for none. */
export const currencyCode = (text: string): string => conversionText(text).toUpperCase();
