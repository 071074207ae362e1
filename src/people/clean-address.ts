import { domainToASCII } from 'node:url';
import { withoutEnd } from '../platform/text/without-end.js';

/** The longest part before the `@`, and the longest address, in bytes. */
const [longestMailbox, longestAddress] = [64, 254];

const atom = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
const mailbox = new RegExp(`^${atom}(?:\\.${atom})*$`, 'u');
const host = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/** Longer text is no address, and is not worth the work of cleaning. */
const longestTyped = 1_000;

/**
 * An e-mail address as it is stored and looked for: in small letters, its host as DNS has it. What is pasted with it
 * is left out: invisible characters, a name, `<>` and `mailto:`.
 */
export function cleanAddress(typed: string): string {
  if (typed.length > longestTyped) return typed;
  const visible = typed.replace(/[\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]/gu, '').trim();
  const whole = withoutEnd(visible, /[\s;,]/);
  const inside = bracketed(whole)?.inside ?? whole;
  const address = inside.normalize('NFC').replace('\uFF20', '@').toLowerCase();
  const bare = address.startsWith('mailto:')
    ? decoded(address.slice('mailto:'.length).split('?')[0]!)
    : address;
  const at = bare.lastIndexOf('@');
  const domain = bare.slice(at + 1);
  const encoded = /^[\p{L}\p{M}\p{N}.\u3002-]+$/u.test(domain) ? domainToASCII(domain) : '';
  return at < 0 || !encoded ? bare : `${bare.slice(0, at)}@${encoded}`;
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** What stands in the angle brackets at the end of a text, and before them; null when it ends otherwise. */
function bracketed(text: string): { before: string; inside: string } | null {
  const at = text.lastIndexOf('<');
  const inside = text.slice(at + 1, -1).trim();
  if (at < 0 || !text.endsWith('>') || !inside || inside.includes('>')) return null;
  return { before: text.slice(0, at).trim(), inside };
}

/** The name in `Jane Doe <jane@example.com>`; empty when there is none. */
export function nameInAddress(typed: string): string {
  const { before = '' } = bracketed(typed.trim()) ?? {};
  const name = before.replace(/^"/, '').replace(/"$/, '').trim();
  return /["<>@]/.test(name) ? '' : name;
}

/** True for a clean address of one mailbox at a host with a domain. */
export function isAddress(address: string): boolean {
  const [name = '', domain = '', ...more] = address.split('@');
  if (more.length || Buffer.byteLength(address) > longestAddress) return false;
  return Buffer.byteLength(name) <= longestMailbox && mailbox.test(name) && host.test(domain);
}
