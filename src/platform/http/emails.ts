import { readableAddress } from '../text/readable-address.js';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import Handlebars from 'handlebars';
import type juice from 'juice';
import type { Services } from '../../services.js';
import { addressIn } from '../net/mail-address.js';
import { languageOfLocale } from '../text/formats.js';
import { remember } from '../text/remember.js';
import { direction, viewsFolder } from '../text/words.js';
import { compilerOptions, helpers, type Root } from './views.js';

// Loaded with the first mail: loading it takes a tenth of the time that a process needs to start.
const inliner = () => createRequire(import.meta.url)('juice') as typeof juice;

// Styles are inlined into the template once, not into each mail: thirty times faster, same result.
const emailTemplate = remember(100, (name) => {
  const read = (file: string) => readFileSync(path.join(viewsFolder, 'emails', file), 'utf8');
  const withParts = (layout: string, body: string) => read(layout).replace('{{{body}}}', () => read(body));
  const environment = Handlebars.create();
  environment.registerHelper(helpers);
  const html = inliner()(withParts('layout.html.handlebars', `${name}.html.handlebars`));
  const text = withParts('layout.text.handlebars', `${name}.text.handlebars`);
  return {
    html: environment.compile(html, compilerOptions),
    text: environment.compile(text, { ...compilerOptions, noEscape: true }),
  };
});

/**
 * A mail from `views/emails/<name>.{html,text}.handlebars`, both parts with the same data, in the organization's name.
 * `subject` is a complete text; `locale` and `timeZone` are the reader's.
 */
export function renderEmail(
  { env, publicUrl }: Pick<Services, 'env' | 'publicUrl'>,
  name: string,
  data: Omit<Root, 'lang'> & { subject: string; organizationName: string } & Record<string, unknown>,
): { subject: string; html: string; text: string; fromName: string } {
  const template = emailTemplate(name);
  const all = {
    lang: languageOfLocale(data.locale),
    dir: direction(data.locale),
    logo: `${publicUrl}/images/mark.png`,
    sender: readableAddress(addressIn(env.MAIL_FROM)),
    ...data,
  };
  return {
    subject: data.subject,
    html: template.html(all),
    // A part that is left out leaves an empty line more.
    text: template.text(all).replace(/\n{3,}/g, '\n\n'),
    fromName: data.organizationName,
  };
}
