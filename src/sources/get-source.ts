import { FetchFailed } from '../platform/net/fetcher.js';
import type { Services } from '../services.js';
import { SourceProblem } from './source-problem.js';

/** The most entries of one feed that are read at a time, the newest ones. */
export const mostEntries = 500;

export interface Source {
  body: Buffer;
  /** The final address, after redirects. */
  url: string;
  contentType: string;
  etag?: string;
  lastModified?: string;
}

/**
 * Fetches an address; null when nothing changed since `seen`.
 * @throws SourceProblem when it can't be fetched, or for any status except success
 */
export async function getSource(
  services: Services,
  url: string,
  seen: { etag?: string | null; lastModified?: string | null } = {},
  stopping?: AbortSignal,
): Promise<Source | null> {
  const answer = await services
    .fetcher(
      url,
      {
        ...(seen.etag && { 'if-none-match': seen.etag }),
        ...(seen.lastModified && { 'if-modified-since': seen.lastModified }),
      },
      stopping,
    )
    .catch((error: unknown) => {
      if (!(error instanceof FetchFailed)) throw error;
      throw new SourceProblem(`sources.fetch-${error.problem}`, { cause: error });
    });
  if (answer.status === 304) return null;
  if (answer.status !== 200) throw new SourceProblem(statusProblem(answer.status));
  const { etag, 'last-modified': lastModified, 'content-type': contentType = '' } = answer.headers;
  return { body: answer.body, url: answer.url, contentType, etag, lastModified };
}

function statusProblem(status: number) {
  const values = { status };
  if (status === 404 || status === 410) return { key: 'sources.status-gone', values };
  if (status === 401 || status === 403) return { key: 'sources.status-closed', values };
  if (status === 429) return { key: 'sources.status-too-often', values };
  return { key: status >= 500 ? 'sources.status-server' : 'sources.status-other', values };
}
