import { conversionKinds, type ConversionKind } from './conversion.model.js';

/**
 * A text of a conversion as it is stored and compared: different ways of reporting leave different blanks around
 * it.
 */
export const conversionText = (text: string): string => text.trim();

const lettersOf = (text: string) => text.toLowerCase().replace(/[\s._-]/g, '');
const kinds = new Map<string, ConversionKind>(conversionKinds.map((kind) => [lettersOf(kind), kind]));

/** The kind with this name, ignoring case and blanks: `Service Contact`. Undefined when there is none. */
export const readKind = (text: string): ConversionKind | undefined => kinds.get(lettersOf(text));

/** The code of a currency as it is stored; empty when there is none. */
export const currencyCode = (text: string): string => conversionText(text).toUpperCase();
