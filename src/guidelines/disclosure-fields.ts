import { z } from 'zod';
import { postLanguages } from '../posts/index.js';
import type { Wording } from './disclosures.js';

type Values = Record<string, unknown>;

const wording = z.string().trim().max(120, 'guidelines.disclosure-long');

const row = z
  .object({ language: z.string(), text: wording, isTaken: z.boolean() })
  .superRefine(({ language, text, isTaken }, context) => {
    const refuse = (field: keyof Wording, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (isTaken) refuse('language', 'guidelines.language-twice');
    else if (text && !isLanguage(language)) refuse('language', 'guidelines.language-missing');
    else if (language && !text) refuse('text', 'guidelines.wording-missing');
  });

const isLanguage = (tag: string) => postLanguages.some((language) => language === tag);

/**
 * The fields of the wordings in an editor's form, after `withRows`. Rows without words are left out. As no language
 * may stand twice, there are at most as many wordings as languages of posts.
 */
export const disclosureFields = {
  disclosure: wording.min(1, 'guidelines.disclosure-missing'),
  disclosureLanguage: z.enum(postLanguages, 'guidelines.language-missing'),
  disclosures: z
    .array(row)
    .transform((rows): Wording[] =>
      rows.filter(({ text }) => text).map(({ language, text }) => ({ language, text })),
    ),
};

/** The typed rows, as the form sends them: one list of languages and one of words. */
export function typedRows(values: Values): Wording[] {
  const [languages, texts] = [listOf(values.furtherLanguage), listOf(values.furtherWording)];
  const length = Math.max(languages.length, texts.length);
  return Array.from({ length }, (_, index) => ({
    language: languages[index] ?? '',
    text: texts[index] ?? '',
  }));
}

const listOf = (value: unknown): string[] =>
  [value ?? []].flat().filter((one): one is string => typeof one === 'string');

/** Adds the rows to a form's body; `isTaken` where the language of a row stands above it. */
export function withRows(body: unknown): Values {
  const values = (body ?? {}) as Values;
  const seen = new Set([values.disclosureLanguage]);
  const disclosures = typedRows(values).map(({ language, text }) => {
    const isTaken = language !== '' && seen.has(language);
    seen.add(language);
    return { language, text, isTaken };
  });
  return { ...values, disclosures };
}

/** The opposite of `typedRows`, to fill in the form. */
export const asTyped = (wordings: Wording[]): Values => ({
  furtherLanguage: wordings.map(({ language }) => language),
  furtherWording: wordings.map(({ text }) => text),
});
