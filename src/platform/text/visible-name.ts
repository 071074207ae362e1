import { z } from 'zod';

/** Characters that turn the direction of a text, also of what stands after the name. */
export const directionControls = /[\u202A-\u202E\u2066-\u2069]/gu;

// Letters and symbols that are drawn as nothing, such as the Hangul filler and the empty Braille pattern.
const drawnAsNothing = /[\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** True when a name can be seen on a page, and changes nothing around it. */
export const isVisibleName = (name: string): boolean =>
  /[\p{L}\p{N}\p{P}\p{S}]/u.test(name.replace(drawnAsNothing, '')) &&
  !/\p{Cc}/u.test(name) &&
  name.search(directionControls) < 0;

/** The name without what is pasted along and never seen; the same when nothing else is in it. */
function withoutPasted(typed: string): string {
  const rest = typed.replace(/[\u00AD\u200B\u2060\uFEFF]/g, '');
  return rest.trim() ? rest : typed;
}

/**
 * The field of a name that pages show: on one line, with single spaces, and with something to see in it.
 * @param words keys of texts: for an empty name, and for one longer than `most` characters
 */
export const visibleNameField = (most: number, words: { missing: string; long: string }) =>
  z
    .string(words.missing)
    .overwrite((typed) => withoutPasted(typed).replace(/\s+/g, ' '))
    .trim()
    .min(1, words.missing)
    .max(most, words.long)
    .refine(isVisibleName, 'common.name-invisible');
