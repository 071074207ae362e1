import { readUrl } from './read-url.js';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createUnzip } from 'node:zlib';
import { isPrivate, isRefusal, publicAgents, publicLookup } from './public-addresses.js';

export interface FetchedPage {
  status: number;
  /** The final address, after redirects. */
  url: string;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

export type Fetcher = (
  url: string,
  headers?: Record<string, string>,
  /** Aborts the fetch, which then fails as if it took too long. */
  stopping?: AbortSignal,
) => Promise<FetchedPage>;

export type FetchProblem =
  | 'bad-address'
  | 'private-address'
  | 'unreachable'
  | 'timeout'
  | 'broken-answer'
  | 'too-large'
  | 'too-many-redirects';

/** Thrown when an address could not be fetched. `problem` is a word that the caller can translate. */
export class FetchFailed extends Error {
  override name = 'FetchFailed';
  constructor(
    readonly problem: FetchProblem,
    options?: ErrorOptions,
  ) {
    super(`Fetching failed: ${problem}`, options);
  }
}

interface Limits {
  maxRedirects: number;
  maxBytes: number;
  timeoutMs: number;
  /** Private addresses to allow. For tests only. */
  allowIPAddressList: string[];
  /** Replaces DNS resolution. For tests only. */
  lookup?: LookupFunction;
}

const defaults: Limits = {
  maxRedirects: 3,
  maxBytes: 5 * 1024 * 1024,
  timeoutMs: 10_000,
  allowIPAddressList: [],
};

const redirects = [301, 302, 303, 307, 308];

/**
 * Fetches public web addresses for editors: GET only, never a private address (checked on the IP address of the
 * connection, again after each redirect), at most 3 redirects, 5 MB after decompression, 10 s in total. Any port
 * of a public address is allowed. No cookies, and no socket stays open after its response.
 */
export function createFetcher(overrides: Partial<Limits> = {}): Fetcher {
  const limits = { ...defaults, ...overrides };
  const allowed = limits.allowIPAddressList;
  const agents = publicAgents(allowed);
  const lookup = publicLookup(allowed, limits.lookup);

  async function get(url: URL, headers: Record<string, string>, signal: AbortSignal) {
    const agent = agents[url.protocol as keyof typeof agents];
    if (!agent) throw new FetchFailed('bad-address');
    if (isPrivate(url.hostname, allowed)) throw new FetchFailed('private-address');
    const client = url.protocol === 'https:' ? https : http;
    return new Promise<http.IncomingMessage>((resolve, reject) => {
      const options = {
        agent,
        signal,
        lookup,
        headers: { 'user-agent': 'Groundswell', 'accept-encoding': 'gzip, deflate, br', ...headers },
      };
      client
        .get(url, options, resolve)
        .on('error', reject)
        // Without this listener, a response that switches protocols (101) would never end.
        .on('upgrade', (_response, socket) => {
          socket.destroy();
          reject(new FetchFailed('broken-answer'));
        });
    });
  }

  return async (address, headers = {}, stopping) => {
    let url = parseAddress(address);
    const timeout = AbortSignal.timeout(limits.timeoutMs);
    const signal = stopping ? AbortSignal.any([timeout, stopping]) : timeout;
    try {
      for (let hops = 0; hops <= limits.maxRedirects; hops += 1) {
        const response = await get(url, headers, signal);
        const { statusCode: status = 0, headers: answered } = response;
        if (redirects.includes(status) && answered.location) {
          response.destroy();
          url = parseAddress(answered.location, url);
          continue;
        }
        return {
          status,
          url: url.href,
          headers: answered,
          body: await readBody(response, limits.maxBytes, signal),
        };
      }
    } catch (error) {
      throw asFetchFailed(error, signal);
    }
    throw new FetchFailed('too-many-redirects');
  };
}

function parseAddress(address: string, base?: URL): URL {
  const url = readUrl(address, base);
  if (!url) throw new FetchFailed('bad-address');
  return url;
}

const decoders = {
  gzip: createUnzip,
  'x-gzip': createUnzip,
  deflate: createUnzip,
  br: createBrotliDecompress,
};

/**
 * The decompressed body. Does not use `pipeline`, which on Node 22 and later waits for the end of a response that
 * nobody reads. The time limit of the request ends the response with an error.
 */
async function readBody(
  response: http.IncomingMessage,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of unpack(response) as AsyncIterable<Buffer>) {
      size += chunk.length;
      // Counted after decompression, against decompression bombs.
      if (size > maxBytes) throw new FetchFailed('too-large');
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof FetchFailed || signal.aborted) throw error;
    throw new FetchFailed('broken-answer', { cause: error });
  } finally {
    response.destroy();
  }
  return Buffer.concat(chunks);
}

function unpack(response: http.IncomingMessage): Readable {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() || 'identity';
  if (encoding === 'identity') return response;
  const decoder = decoders[encoding as keyof typeof decoders];
  if (!decoder) throw new Error(`Unknown encoding ${encoding}`);
  const unpacked = decoder();
  response.on('error', (error) => unpacked.destroy(error));
  return response.pipe(unpacked);
}

function asFetchFailed(error: unknown, signal: AbortSignal): FetchFailed {
  if (error instanceof FetchFailed) return error;
  if (signal.aborted) return new FetchFailed('timeout', { cause: error });
  return new FetchFailed(isRefusal(error) ? 'private-address' : 'unreachable', { cause: error });
}
