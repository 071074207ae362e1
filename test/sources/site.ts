import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

type Page = string | Buffer | RequestListener;

/** A site on loopback whose pages a test writes: `/path` → a body, or a listener that answers as it likes. */
export async function startSite(pages: Record<string, Page> = {}) {
  const asked: { path: string; headers: Record<string, unknown> }[] = [];
  let connections = 0;
  const server = createServer((req, res) => {
    asked.push({ path: req.url ?? '', headers: req.headers });
    const page = pages[req.url ?? ''];
    if (typeof page === 'function') page(req, res);
    else if (page === undefined) res.writeHead(404).end('nothing here');
    else res.end(page);
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    pages,
    asked,
    port,
    server,
    url: (path: string) => `http://127.0.0.1:${port}${path}`,
    get connections() {
      return connections;
    },
    /** Sockets still open. */
    open: () => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count))),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Site = Awaited<ReturnType<typeof startSite>>;

export const redirectTo =
  (location: string, status = 302): RequestListener =>
  (_req, res) =>
    res.writeHead(status, { location }).end();

export const withStatus =
  (status: number, body = 'no'): RequestListener =>
  (_req, res) =>
    res.writeHead(status).end(body);

export const typed =
  (type: string, body: string | Buffer): RequestListener =>
  (_req, res) =>
    res.writeHead(200, { 'content-type': type }).end(body);

/** Sends a little now and then, without end. */
export const drip: RequestListener = (_req, res) => {
  res.writeHead(200);
  const timer = setInterval(() => res.write('<!-- -->'), 20);
  res.on('close', () => clearInterval(timer));
};

/** Begins an answer and then says nothing more. */
export const stall: RequestListener = (_req, res) => {
  res.writeHead(200);
  res.write('<rss');
};

const megabyte = Buffer.alloc(1024 * 1024, 32);

/** 50 MB, as long as somebody reads. `sent` counts the megabytes handed over. */
export function fiftyMegabytes(): RequestListener & { sent: number } {
  const page = Object.assign(
    ((_req, res) => {
      const more = () => {
        while (page.sent < 50 && !res.destroyed) {
          page.sent += 1;
          if (!res.write(megabyte)) return void res.once('drain', more);
        }
        res.end();
      };
      more();
    }) as RequestListener,
    { sent: 0 },
  );
  return page;
}

const packed = gzipSync(Buffer.alloc(50 * 1024 * 1024), { level: 1 });

/** 50 MB, packed into a few kilobytes. */
export const bomb: RequestListener = (_req, res) => {
  res.writeHead(200, { 'content-encoding': 'gzip' });
  res.end(packed);
};

/** Promises more than it sends. */
export const cutShort: RequestListener = (_req, res) => {
  res.writeHead(200, { 'content-length': 1000 });
  res.write('<rss>');
  setTimeout(() => (res.socket as Socket).destroy(), 20);
};
