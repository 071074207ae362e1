import { customAlphabet } from 'nanoid';

// Thirty characters that can't be taken for one another when read aloud or typed from paper.
const alphabet = '23456789abcdefghjkmnpqrstvwxyz';
export const slugLength = 9;

/** Cannot be guessed or counted through: 30^9 of them. */
export const newSlug = customAlphabet(alphabet, slugLength);

const shape = new RegExp(`^[${alphabet}]{${slugLength}}$`);

/** False for what can't be a slug of ours, so that nobody asks the database for it. */
export const isSlug = (text: string): boolean => shape.test(text);
