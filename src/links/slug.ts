import { customAlphabet } from 'nanoid';

// Thirty characters that are not confused with each other when read aloud or typed from paper.
const alphabet = '23456789abcdefghjkmnpqrstvwxyz';
export const slugLength = 9;

/** Too many (30^9) to be guessed or tried one after the other. */
export const newSlug = customAlphabet(alphabet, slugLength);

const shape = new RegExp(`^[${alphabet}]{${slugLength}}$`);

/** False for text that can't be a slug, so that the database is not queried for it. */
export const isSlug = (text: string): boolean => shape.test(text);
