import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { inPseudoLanguage, pseudoLanguage } from '../../src/platform/text/pseudo-language.js';
import { direction, languages, offerPseudoLanguage, translate } from '../../src/platform/text/words.js';

const filesUnder = (folder: string, ending: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => path.join(folder, file));

const read = (file: string) => readFileSync(file, 'utf8');

function flatten(words: Record<string, unknown>, prefix: string): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? flatten(value as Record<string, unknown>, `${prefix}${key}.`)
      : [`${prefix}${key}`],
  );
}

/** Every key of one language, with its feature before it. */
function keysOf(lang: string): string[] {
  return filesUnder('views', `/${lang}.json`).flatMap((file) => {
    const feature = path.basename(path.dirname(file));
    return flatten(
      JSON.parse(read(file)) as Record<string, unknown>,
      feature === 'locales' ? '' : `${feature}.`,
    );
  });
}

/**
 * A key in the code may name a group of words: a mail's subject and text, a page's title and text, what a notice says, why
 * something is stored.
 */
const withoutPart = (key: string) =>
  key.replace(/(-(subject|text|choice|button|more|what|why|until|readers)|\.title|\.text)$/, '');

/** `people_one` and `people_other`, `open_email` and `open_link` are one word in several forms. */
const withoutForm = (key: string) => key.replace(/_[a-z]+$/, '');

const templates = filesUnder('views', '.handlebars');
const sources = [...filesUnder('src', '.ts'), ...filesUnder('jobs', '.ts')];

/** Keys written out in templates: `{{t "sign-in.name"}}`, `(t 'sign-in.name')`. */
const inTemplates = templates.flatMap((file) =>
  [...read(file).matchAll(/[{(]t ["']([^"']+)["']/g)].map((found) => found[1]!),
);

const features = new Set(keysOf('en').map((key) => key.split('.')[0]!));

const allCode = sources.map(read).join('\n');

/** The events of documents, which look like keys. */
const eventTypes = new Set([...allCode.matchAll(/\btype: '([^']*)'/g)].map((found) => found[1]!));

/** All code, without the events of the log and of documents. */
const code = allCode.replace(/\b(event|type): '[^']*'/g, '');

/** Literals in the code that read as keys; the events of the log look the same. */
const inCode = [...code.matchAll(/(?<!\bevent: )(['"`])([a-z-]+\.[\w.-]+)\1/g)]
  .map((found) => found[2]!)
  .filter((key) => features.has(key.split('.')[0]!) && !eventTypes.has(key));

/** Keys put together in the code: `people.role-${role}` fits any word that begins so. */
const patterns = [...code.matchAll(/`([a-z-]+\.[\w.-]*(?:\$\{[^}]*\}[\w.-]*)+)`/g)].map(
  (found) =>
    new RegExp(
      `^${found[1]!
        .split(/\$\{[^}]*\}/)
        .map((part) => part.replace('.', '\\.'))
        .join('.+')}$`,
    ),
);

describe('The words', () => {
  const known = new Set(keysOf('en').map(withoutForm));

  it('are there for every key that a template asks for', () => {
    expect(inTemplates.filter((key) => !known.has(key))).to.deep.equal([]);
    expect(inTemplates.length).to.be.greaterThan(50);
  });

  it('are there for every key that the code asks for', () => {
    const groups = new Set([...known].map(withoutPart));
    const missing = inCode.filter(
      (key) => !known.has(key) && !groups.has(key) && !/\.(ts|js|csv|eml)$/.test(key),
    );
    expect(missing).to.deep.equal([]);
    expect(inCode.length).to.be.greaterThan(50);
  });

  it('are all used somewhere', () => {
    const used = new Set([...inTemplates, ...inCode]);
    const idle = [...known].filter(
      (key) =>
        !used.has(key) && !used.has(withoutPart(key)) && !patterns.some((pattern) => pattern.test(key)),
    );
    expect(idle).to.deep.equal([]);
  });

  it('are the same in every language', () => {
    for (const lang of languages.filter((known) => known !== pseudoLanguage))
      expect(new Set(keysOf(lang).map(withoutForm)), lang).to.deep.equal(known);
  });

  it('fail loudly when one is missing', () => {
    expect(() => translate('en', 'people.no-such-word')).to.throw('No word for "people.no-such-word"');
  });

  it('count in the plural of the language', () => {
    expect(translate('en', 'accounts.people-count', { count: 1 })).to.equal('1 person');
    expect(translate('en', { key: 'accounts.people-count', values: { count: 2 } })).to.equal('2 people');
  });

  it('have a form for each number, unless they are a place among many', () => {
    const without = filesUnder('views', '/en.json').flatMap((file) =>
      [...read(file).matchAll(/"([^"]+)": "[^"]*\{\{count\}\}/g)]
        .map((found) => found[1]!)
        .filter((key) => withoutForm(key) === key),
    );
    expect(without).to.have.members(['counter', 'counter-bytes', 'suggestion']);
  });

  it('are written in the direction of the language', () => {
    const directions = ['en', 'de-u-rg-egzzzz', 'ar', 'he-u-rg-dezzzz', pseudoLanguage].map(direction);
    expect(directions).to.eql(['ltr', 'ltr', 'rtl', 'rtl', 'rtl']);
  });

  it('are there in a language for tests: longer, with accents and brackets, and with their values', () => {
    expect(inPseudoLanguage('Hello {{name}}')).to.equal('⟦Ħéĺĺó {{name}} óñé⟧');
    offerPseudoLanguage({ NODE_ENV: 'test' });
    const text = translate(pseudoLanguage, 'accounts.people-count', { count: 1200 });
    expect(text)
      .to.match(/^⟦1,200 .+⟧$/)
      .and.not.contain('people');
    const long = 'A text that is long enough to be measured in some language.';
    expect(inPseudoLanguage(long).length / long.length).to.be.within(1.35, 1.6);
  });

  it('are offered in that language in development and tests alone', () => {
    languages.splice(languages.indexOf(pseudoLanguage), 1);
    for (const NODE_ENV of ['production', undefined]) {
      offerPseudoLanguage({ NODE_ENV });
      expect(languages, String(NODE_ENV)).not.to.contain(pseudoLanguage);
    }
    offerPseudoLanguage({ NODE_ENV: 'development' });
    offerPseudoLanguage({ NODE_ENV: 'development' });
    expect(languages.filter((known) => known === pseudoLanguage)).to.have.length(1);
    languages.splice(languages.indexOf(pseudoLanguage), 1);
  });

  it('stand in no template as sentences of their own', () => {
    const strays = templates
      .filter((file) => !file.includes('/emails/'))
      .flatMap((file) => {
        const text = read(file)
          .replace(/\{\{!--[^]*?--\}\}|\{\{![^}]*\}\}/g, '')
          .replace(/\{\{\{?[^]*?\}\}\}?/g, '')
          .replace(/<(svg|style|script)[^]*?<\/\1>/g, '')
          .replace(/<[^>]+>/g, ' ')
          .replace(/&\w+;/g, ' ');
        const words = text.match(/\p{L}{2,}(\s+\p{L}{2,})+/gu) ?? [];
        return words.map((found) => `${file}: ${found}`);
      });
    expect(strays).to.deep.equal([]);
  });
});
