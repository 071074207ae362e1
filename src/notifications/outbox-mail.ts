import { open, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pageOf } from '../platform/data/paging.js';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import { outboxFolder } from '../platform/net/mailer.js';
import { inParseProcess, TooComplex } from '../platform/jobs/parse-process.js';
import { authorize, type SignedIn } from '../people/index.js';
import type { Services } from '../services.js';
import type * as parsers from './parse-mail.js';
import type { ParsedMail } from './parse-mail.js';

const module = new URL('./parse-mail.js', import.meta.url);
const parseMails = inParseProcess<typeof parsers.parseMails>(module, 'parseMails');

export type OutboxMail = ParsedMail & {
  /** The file's name in the outbox. */
  name: string;
  /** True when it contains a link that gives access to an account: the link is hidden, and there is no download. */
  isPrivate: boolean;
};

const mailsAPage = 25;
/** A file name without slashes and with one dot, so that it can't lead to another folder, and no longer than ours. */
const mailName = /^[\w-]{1,100}\.eml$/;
/** Replaces a hidden link; the page prints a text instead. */
export const hiddenLink = '\u0000';
const headBytes = 16 * 1024;

/** One page of the outbox, newest first. @throws Forbidden */
export async function listOutbox(services: Services, { actor, page }: { actor: SignedIn; page: number }) {
  authorize(actor, 'read-outbox');
  const folder = outboxFolder(services.env);
  const files = await readdir(folder).catch(orIfMissing([] as string[]));
  const names = files
    .filter((name) => mailName.test(name))
    .sort()
    .reverse();
  const { skip, ...place } = pageOf(page, { total: names.length, size: mailsAPage });
  const listed = names.slice(skip, skip + mailsAPage);
  const heads = await Promise.all(listed.map((name) => readHead(path.join(folder, name))));
  const mails = (await parse(heads)).map((mail, n) => withoutPrivateLinks(listed[n]!, mail));
  return { mails, total: names.length, ...place };
}

/** @throws Forbidden; NotFound when the outbox has no such mail; NotAllowedNow when it takes too long to parse */
export async function readOutboxMail(services: Services, { actor, name }: { actor: SignedIn; name: string }) {
  authorize(actor, 'read-outbox');
  if (!mailName.test(name)) throw new NotFound();
  const source = await readFile(path.join(outboxFolder(services.env), name)).catch(orIfMissing(null));
  if (!source) throw new NotFound();
  const [mail] = await parse([source]);
  return { mail: withoutPrivateLinks(name, mail!), source };
}

/** Parsed in the parse process: parts of a mail may come from a feed. */
async function parse(sources: Buffer[]): Promise<ParsedMail[]> {
  return parseMails(sources).catch((error: unknown) => {
    throw error instanceof TooComplex ? new NotAllowedNow('notifications.outbox-complex') : error;
  });
}

/** With these links, an admin could take over the account of somebody who asked for a new password. */
const privateLink = /\/(?:reset-password|set-up)\//i;

/** The mail with all private links hidden. */
export function withoutPrivateLinks(name: string, mail: ParsedMail): OutboxMail {
  // Word by word, so that the time grows only with the length of the text.
  const hide = (word: string) => (privateLink.test(word) ? hiddenLink : word);
  const text = mail.text.replace(/\S+/g, hide);
  const html = mail.html.replace(/[^\s"'<>]+/g, hide);
  return { ...mail, name, text, html, isPrivate: text !== mail.text || html !== mail.html };
}

/** The HTML part for a frame in which links can lead nowhere: without their addresses. */
export const asPreview = ({ html }: OutboxMail): string => html.replace(/\shref=("[^"]*"|'[^']*')/gi, '');

async function readHead(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

const orIfMissing =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code !== 'ENOENT') throw error;
    return instead;
  };
