import { readFileSync } from 'node:fs';
import path from 'node:path';
import { engine } from 'express-handlebars';
import Handlebars from 'handlebars';
import { DateTime } from 'luxon';
import { inProject } from '../project-folder.js';
import { remember } from '../text/remember.js';
import { translate, viewsFolder } from '../text/words.js';

export type Root = { lang: string; timeZone: string };
type Options = { hash: Record<string, unknown>; data: { root: Root } };

const dateStyles: Record<string, Intl.DateTimeFormatOptions> = {
  day: { dateStyle: 'medium' },
  time: { dateStyle: 'medium', timeStyle: 'short' },
  month: { year: 'numeric', month: 'long' },
  short: { day: 'numeric', month: 'short' },
};

/** The helpers of all templates: texts, dates in the reader's zone, numbers, icons, comparison. */
export const helpers = {
  t: (key: string, { hash, data }: Options) => translate(data.root.lang, key, hash),
  /** `{{date at}}`, `{{date at style="time"}}`; a `yyyy-mm-dd` string is a day without a zone. */
  date: (value: Date | string, { hash, data: { root } }: Options) => {
    const zone = typeof value === 'string' ? 'utc' : root.timeZone;
    const at =
      typeof value === 'string' ? DateTime.fromISO(value, { zone }) : DateTime.fromJSDate(value, { zone });
    const style = dateStyles[(hash.style as string | undefined) ?? 'day'];
    return at.setLocale(root.lang).toLocaleString(style);
  },
  number: (value: number, { data }: Options) => numberFormat(data.root.lang).format(value),
  /** The name of a language from its tag, such as `pt-BR`, in the reader's language. */
  languageName: (tag: string, { data }: Options) => languageName(data.root.lang, tag),
  icon: (name: string) => new Handlebars.SafeString(icon(name)),
  eq: (a: unknown, b: unknown) => a === b,
};

/** Returns the tag itself if it has no name or is invalid: Node 22 throws for some tags that Node 20 accepted. */
export function languageName(lang: string, tag: string): string {
  try {
    return new Intl.DisplayNames([lang], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

// Creating one takes longer than formatting a thousand numbers with it.
const numberFormat = remember(50, (lang) => new Intl.NumberFormat(lang));

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
