import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import i18next from 'i18next';
import type { Message } from '../errors.js';
import { languageOfLocale, numberText } from './formats.js';
import { pseudoCatalogue, pseudoLanguage } from './pseudo-language.js';
import { inProject } from '../project-folder.js';

export const viewsFolder = inProject('views');

/**
 * The texts of all pages and mails. Shared ones are in `views/locales/<lang>.json`. Those of a feature are in
 * `views/<feature>/<lang>.json` and have keys like `<feature>.<name>`, so that removing the folder removes them.
 */
function readWords(): Record<string, { translation: Record<string, unknown> }> {
  const resources: Record<string, { translation: Record<string, unknown> }> = {};
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  for (const folder of readdirSync(viewsFolder)) {
    for (const file of readdirSync(path.join(viewsFolder, folder)).filter((name) => name.endsWith('.json'))) {
      const lang = path.basename(file, '.json');
      const words = read(path.join(viewsFolder, folder, file));
      resources[lang] ??= { translation: {} };
      Object.assign(resources[lang].translation, folder === 'locales' ? words : { [folder]: words });
    }
  }
  return resources;
}

const resources = readWords();
const instance = i18next.createInstance();
const none = () => undefined;
instance.use({
  type: 'formatter',
  init: none,
  add: none,
  addCached: none,
  // Numbers in texts have the separators of the reader's locale.
  format: (value: unknown, _format: string | undefined, _lng: string | undefined, options: unknown) => {
    if (typeof value !== 'number') return value as string;
    const { locale, isMore } = options as { locale: string; isMore?: boolean };
    return numberText(locale, value) + (isMore ? '+' : '');
  },
});
void instance.init({
  resources,
  fallbackLng: 'en',
  interpolation: {
    escapeValue: false, // Handlebars escapes.
    alwaysFormat: true,
  },
  initAsync: false,
  returnNull: false,
  // A missing text is a defect, so it throws, like an unknown variable in a template.
  parseMissingKeyHandler: (key: string) => {
    throw new Error(`No word for "${key}"`);
  },
});

/** `rtl` for a language that is written from right to left. */
export function direction(locale: string): 'ltr' | 'rtl' {
  const language = languageOfLocale(locale);
  return language === pseudoLanguage || instance.dir(language) === 'rtl' ? 'rtl' : 'ltr';
}

/** The languages the product speaks. */
export const languages = Object.keys(resources);

/** Adds the language for tests to the languages that people can choose: in development and tests only. */
export function offerPseudoLanguage({ NODE_ENV }: { NODE_ENV?: string | undefined }): void {
  if (NODE_ENV !== 'development' && NODE_ENV !== 'test') return;
  if (languages.includes(pseudoLanguage)) return;
  instance.addResourceBundle(pseudoLanguage, 'translation', pseudoCatalogue(resources.en!.translation));
  languages.push(pseudoLanguage);
}

/** True when there is a text with this key in any language. */
export const isWord = (message: Message): boolean =>
  typeof message === 'string'
    ? instance.exists(message, { lng: 'en' })
    : instance.exists(message.key, { lng: 'en', ...message.values });

/** True when the text with this key names this value: `{{max}}`. */
export const namesValue = (key: string, value: string): boolean =>
  String(instance.getResource('en', 'translation', key)).includes(`{{${value}}}`);

/**
 * A text in the language of this locale, with its numbers as the locale writes them: “1,000+” with `isMore`.
 * @throws Error when there is no such text
 */
export function translate(locale: string, message: Message, values: Record<string, unknown> = {}): string {
  const to = { lng: languageOfLocale(locale), locale };
  return typeof message === 'string'
    ? instance.t(message, { ...values, ...to })
    : instance.t(message.key, { ...message.values, ...to });
}
