import { readFileSync } from 'node:fs';
import path from 'node:path';
import { engine } from 'express-handlebars';
import Handlebars from 'handlebars';
import { inProject } from '../project-folder.js';
import {
  dateText,
  dayText,
  languageText,
  localeOfNumbers,
  monthText,
  numberText,
  shortDayText,
  timeText,
} from '../text/formats.js';
import { readableAddress } from '../text/readable-address.js';
import { remember } from '../text/remember.js';
import { translate, viewsFolder } from '../text/words.js';

/** `lang` is the reader's language, `locale` the same with the formats of the region. */
export type Root = { lang: string; locale: string; timeZone: string };
type Options = { hash: Record<string, unknown>; data: { root: Root } };

/** The helpers of all templates: texts, dates in the reader's zone, numbers, icons, comparison. */
export const helpers = {
  t: (key: string, { hash, data }: Options) => translate(data.root.locale, key, hash),
  /** `{{date at}}`, `{{date at style="time"}}`; a `yyyy-mm-dd` string is a day without a zone. */
  date: (value: Date | string, { hash, data: { root } }: Options) => {
    const { locale, timeZone } = root;
    if (hash.style === 'month') return monthText(locale, timeZone, value);
    if (typeof value === 'string' && hash.style === 'short') return shortDayText(locale, value);
    if (typeof value === 'string') return dayText(locale, value);
    return hash.style === 'time' ? momentText(locale, timeZone, value) : dateText(locale, timeZone, value);
  },
  number: (value: number, { data }: Options) => numberText(data.root.locale, value),
  /** The name of a language from its tag, such as `pt-BR`, in the reader's language. */
  languageName: (tag: string, { data }: Options) => languageText(data.root.locale, tag),
  /** The tag by which a script in the browser writes numbers as the page does. */
  intlLocale: ({ data }: Options) => localeOfNumbers(data.root.locale),
  icon: (name: string) => new Handlebars.SafeString(icon(name)),
  /** A web or e-mail address with its host in Unicode where that is safe, to read. */
  readable: (address: string | undefined) => address && readableAddress(address),
  eq: (a: unknown, b: unknown) => a === b,
  /** The typed texts that a page shows neither in a field nor as the words of an element. */
  notShown: (texts: string[], body: string) => textsNotIn(texts, body),
};

function textsNotIn(texts: string[], body: string): string[] {
  if (!texts.length) return [];
  const page = oneLineEnd(body);
  return texts.filter((text) => !isShown(Handlebars.escapeExpression(oneLineEnd(text).trim()), page));
}

const oneLineEnd = (text: string) => text.replace(/\r\n?/g, '\n');

/** True if the page has exactly this text between quotation marks or tags. */
function isShown(text: string, page: string): boolean {
  for (let at = page.indexOf(text); at >= 0; at = page.indexOf(text, at + 1)) {
    const before = page.slice(Math.max(0, at - 100), at).trimEnd();
    const after = page.slice(at + text.length, at + text.length + 100).trimStart();
    if (/[">]$/.test(before) && /^["<]/.test(after)) return true;
  }
  return false;
}

/** A day and its time: 29.11.2026, 15:05. */
export const momentText = (locale: string, timeZone: string, at: Date): string =>
  translate(locale, 'common.date-and-time', {
    date: dateText(locale, timeZone, at),
    time: timeText(locale, timeZone, at),
  });

/** One of bootstrap-icons, inline: decoration next to words, so hidden from screen readers. */
const icon = remember(200, (name) => {
  const file = inProject('node_modules/bootstrap-icons/icons', `${path.basename(name)}.svg`);
  return readFileSync(file, 'utf8').replace(
    /class="[^"]*"/,
    'class="icon" aria-hidden="true" focusable="false"',
  );
});

// Strict: a missing name is an error, not an empty text. A partial sees only its parameters, and is not indented,
// as that would add spaces to the content of a textarea.
export const compilerOptions = { strict: true, explicitPartialContext: true, preventIndent: true };

/** The engine for pages. */
export function viewEngine() {
  return engine({
    layoutsDir: path.join(viewsFolder, 'layouts'),
    partialsDir: path.join(viewsFolder, 'partials'),
    defaultLayout: 'main',
    helpers,
    compilerOptions,
  });
}
