import type { Response } from 'express';
import type { Form } from '../platform/http/forms.js';
import { localeIn, say } from '../platform/http/pages.js';
import { languageOfLocale, languageText } from '../platform/text/formats.js';
import { postLanguages } from '../posts/index.js';
import { typedRows } from './disclosure-fields.js';
import type { Disclosures, Wording } from './disclosures.js';

const emptyRows = 3;

/** The choices of the form's languages, and its rows: those that are filled in, then three empty ones. */
export function disclosureForm(res: Response, { values, errors }: Form) {
  const locale = localeIn(res);
  const names = postLanguages
    .map((tag) => ({ value: tag, label: languageText(locale, tag) }))
    .sort((a, b) => a.label.localeCompare(b.label, languageOfLocale(locale)));
  const options = (chosen: unknown) => names.map((one) => ({ ...one, selected: one.value === chosen }));
  const typed = typedRows(values);
  const filled = typed.findLastIndex(({ language, text }) => language || text) + 1;
  const empty = Array.from({ length: emptyRows }, () => ({ language: '', text: '' }));
  const rows = [...typed.slice(0, filled), ...empty].map(({ language, text }, index) => ({
    languageId: `disclosures.${index}.language`,
    textId: `disclosures.${index}.text`,
    // The main wording is the first.
    number: index + 2,
    options: [
      { value: '', label: say(res, 'guidelines.no-language'), selected: language === '' },
      ...options(language),
    ],
    text,
    languageError: errors[`disclosures.${index}.language`] ?? '',
    textError: errors[`disclosures.${index}.text`] ?? '',
  }));
  return { languages: options(values.disclosureLanguage), rows };
}

/** One line for each wording, to compare two editors' forms. */
export function wordingLines(res: Response, wordings: Wording[]): string[] {
  const locale = localeIn(res);
  return wordings
    .filter(({ language, text }) => language || text)
    .map(({ language, text }) =>
      [language && languageText(locale, language), text].filter(Boolean).join(': '),
    );
}

/** The rows of the table of wordings: where to use one, and its words. */
export function disclosureTable(res: Response, guideline: Disclosures) {
  const locale = localeIn(res);
  const { disclosure, disclosureLanguage, disclosures } = guideline;
  const where = (tag: string, key: string) => say(res, key, { language: languageText(locale, tag) });
  const isOnly = disclosures.length === 0;
  const main =
    disclosureLanguage && !isOnly
      ? where(disclosureLanguage, 'guidelines.in-language-and-others')
      : say(res, isOnly ? 'guidelines.in-every-language' : 'guidelines.in-every-other-language');
  return [
    { where: main, language: disclosureLanguage ?? '', text: disclosure },
    ...disclosures.map(({ language, text }) => ({
      where: where(language, 'guidelines.in-language'),
      language,
      text,
    })),
  ];
}
