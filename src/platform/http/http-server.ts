import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Limits in milliseconds against connections that are held open by slow sending or reading. */
const defaults = {
  /** Until all headers of a request have arrived. */
  headers: 10_000,
  /** Until a whole request has arrived: enough for a large file on a slow connection. */
  request: 120_000,
  /** Without any data on a connection. */
  idle: 120_000,
  /** Between checks of the connections. */
  check: 2_000,
};

/** The most requests of one connection that wait for an answer. Browsers send one after the other. */
const mostUnanswered = 16;

/**
 * A server that closes connections whose requests arrive too slowly, whose answers are not read, or that send
 * requests without reading answers.
 */
export function createHttpServer(overrides: Partial<typeof defaults> = {}): Server {
  const { headers, request, idle, check } = { ...defaults, ...overrides };
  const server = createServer({
    headersTimeout: headers,
    requestTimeout: request,
    connectionsCheckingInterval: check,
  });
  server.timeout = idle;
  // Not a listener: later listeners would still be called for all requests that arrive together.
  const emit = server.emit.bind(server) as (event: string, ...args: unknown[]) => boolean;
  const turns = new WeakMap<Socket, (() => void)[]>();
  server.emit = (event: string, ...args: unknown[]) => {
    if (event !== 'request') return emit(event, ...args);
    inTurn(turns, args[1] as ServerResponse, () => emit(event, ...args));
    return true;
  };
  return server;
}

/**
 * Handles the requests of one connection one after the other: a queued answer does not notice that its connection
 * is closed, so a file that it sends would stay open.
 */
function inTurn(turns: WeakMap<Socket, (() => void)[]>, res: ServerResponse, handle: () => void): void {
  const { socket } = res.req;
  const waiting = turns.get(socket) ?? [];
  turns.set(socket, waiting);
  if (waiting.push(handle) > mostUnanswered) socket.destroy();
  res.once('close', () => {
    waiting.shift();
    if (!socket.destroyed) waiting[0]?.();
  });
  if (waiting.length === 1) handle();
}

/**
 * Closes connections without a valid session whose body has not arrived this long after the headers. It asks for the
 * session only then, as nearly every body has arrived.
 */
export function limitBodyTime(
  server: Server,
  hasSession: (req: IncomingMessage) => Promise<boolean>,
  milliseconds = 10_000,
): void {
  server.on('request', (req) => {
    const { 'content-length': length = '0', 'transfer-encoding': chunked } = req.headers;
    if (length === '0' && !chunked) return;
    const close = async () => {
      if (!(await hasSession(req).catch(() => false)) && !req.complete) req.socket.destroy();
    };
    const timer = setTimeout(() => void close(), milliseconds);
    timer.unref();
    for (const over of ['end', 'close']) req.once(over, () => clearTimeout(timer));
  });
}
