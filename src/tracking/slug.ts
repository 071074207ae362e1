import { customAlphabet } from 'nanoid';

// Thirty characters that can't be taken for one another when read aloud or typed from paper.
const alphabet = '23456789abcdefghjkmnpqrstvwxyz';
const length = 9;

/** Cannot be guessed or counted through: 30^9 of them. */
export const newSlug = customAlphabet(alphabet, length);

const shape = new RegExp(`^[${alphabet}]{${length}}$`);

/** False for what can't be a slug of ours, so that nobody asks the database for it. */
export const isSlug = (text: string): boolean => shape.test(text);
