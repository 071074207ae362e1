import { domainToASCII, domainToUnicode } from 'node:url';

/** Scripts of which each can make up a whole label, and those that Chinese, Japanese and Korean mix. */
const scripts = [
  ...['Arabic', 'Armenian', 'Bengali', 'Cyrillic', 'Devanagari', 'Ethiopic', 'Georgian', 'Greek', 'Gujarati'],
  ...['Gurmukhi', 'Hebrew', 'Kannada', 'Khmer', 'Lao', 'Latin', 'Malayalam', 'Myanmar', 'Oriya', 'Sinhala'],
  ...['Tamil', 'Telugu', 'Thaana', 'Thai', 'Tibetan', 'Han Hiragana Katakana', 'Han Bopomofo', 'Han Hangul'],
];
const ofOneScript = scripts.map((names) => {
  const letters = names
    .split(' ')
    .map((name) => `\\p{scx=${name}}`)
    .join('');
  return new RegExp(`^[${letters}${letters.includes('Han') ? 'a-z' : ''}0-9-]+$`, 'u');
});
const ofLetters = /^[\p{L}\p{M}\p{Nd}-]+$/u;
/** Latin letters that hardly differ from others: phonetic ones and clicks, and the i without its dot. */
const lookAlike = /[\u0131\u01C0-\u01C3\u0250-\u02FF]/;

/** Cyrillic and Greek words that read like Latin ones are shown only where their script is usual. */
const likeLatin = /^(?:[асԁеһіјӏорԛѕԝхуъьѵк0-9-]+|[αικνορτυχγεηω0-9-]+)$/;
const cyrillicCountries = ['bg', 'by', 'kg', 'kz', 'mk', 'mn', 'rs', 'ru', 'su', 'tj', 'ua', 'uz'];

/**
 * A web address, e-mail address or host as people read it: its host in Unicode. A label stays as DNS has it if its
 * letters are of several scripts or look like those of another word, as in browsers. For showing only.
 */
export function readableAddress(address: string): string {
  const [, before = '', host = '', after = ''] =
    /^([a-z][a-z\d+.-]*:\/\/|.*@)?([^\s/?#@:]+)(.*)$/is.exec(address) ?? [];
  return /(?:^|\.)xn--/i.test(host) ? before + readableHost(host) + after : address;
}

function readableHost(host: string): string {
  const labels = host.toLowerCase().split('.');
  const top = labels.at(-1)!;
  return labels.map((label) => readableLabel(label, top)).join('.');
}

function readableLabel(label: string, top: string): string {
  const readable = label.startsWith('xn--') ? domainToUnicode(label) : '';
  if (!readable || domainToASCII(readable) !== label) return label;
  const isClear = ofLetters.test(readable) && ofOneScript.some((one) => one.test(readable));
  if (!isClear || lookAlike.test(readable)) return label;
  const isUsual = top.startsWith('xn--') || cyrillicCountries.includes(top);
  return likeLatin.test(readable) && !isUsual ? label : readable;
}
