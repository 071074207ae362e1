import { open, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { NotFound } from '../platform/errors.js';
import { outboxFolder } from '../platform/mailer.js';
import type { Services } from '../services.js';
import { parseMail, type ParsedMail } from './parse-mail.js';

export type KeptMail = ParsedMail & {
  /** The file's name in the outbox. */
  name: string;
  /** True when a link in it opens somebody's account: then the link is left out, and there is no download. */
  isPrivate: boolean;
};

const mailsAPage = 25;
/** No slash and no dot but the last: a name leads to no other folder. */
const mailName = /^[\w-]+\.eml$/;
/** Stands where a link was left out; the page prints words for it. */
export const hiddenLink = '\u0000';
const headBytes = 16 * 1024;

/** One page of the mail kept in the outbox, newest first. */
export async function listKeptMail(services: Services, { page }: { page: number }) {
  const folder = outboxFolder(services.env);
  const files = await readdir(folder).catch(orIfMissing([] as string[]));
  const names = files
    .filter((name) => mailName.test(name))
    .sort()
    .reverse();
  const pages = Math.max(1, Math.ceil(names.length / mailsAPage));
  const shown = Math.min(page, pages);
  const mails = await Promise.all(
    names.slice((shown - 1) * mailsAPage, shown * mailsAPage).map(async (name): Promise<KeptMail> => {
      return withoutPrivateLinks(name, parseMail(await readHead(path.join(folder, name))));
    }),
  );
  return { mails, total: names.length, page: shown, pages };
}

/** @throws NotFound when the outbox has no such mail */
export async function readKeptMail(services: Services, { name }: { name: string }) {
  if (!mailName.test(name)) throw new NotFound();
  const source = await readFile(path.join(outboxFolder(services.env), name)).catch(orIfMissing(null));
  if (!source) throw new NotFound();
  return { mail: withoutPrivateLinks(name, parseMail(source)), source };
}

/** An admin who could open these would take over the account of whoever asked for a new password. */
const privateLink = /\S*\/(?:reset-password|set-up)\/\S*/gi;

function withoutPrivateLinks(name: string, mail: ParsedMail): KeptMail {
  const text = mail.text.replace(privateLink, hiddenLink);
  return { ...mail, name, text, isPrivate: text !== mail.text };
}

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
