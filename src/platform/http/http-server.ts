import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Limits in milliseconds that keep connections from being held open by sending or reading slowly. */
const defaults = {
  /** Until the headers of a request must be here. */
  headers: 10_000,
  /** Until all of a request must be here: enough for a large file on a slow line. */
  request: 120_000,
  /** Until something moves again on a connection. */
  idle: 120_000,
  /** Between looks at the connections. */
  check: 2_000,
};

/** Requests of one connection that wait for their answers; browsers send one after the other. */
const mostUnanswered = 16;

/**
 * A server that closes connections whose requests come too slowly, whose answers are not read, and that ask on
 * without reading.
 */
export function createHttpServer(overrides: Partial<typeof defaults> = {}): Server {
  const { headers, request, idle, check } = { ...defaults, ...overrides };
  const server = createServer({
    headersTimeout: headers,
    requestTimeout: request,
    connectionsCheckingInterval: check,
  });
  server.timeout = idle;
  // Not a listener: those after it would be called for all requests that came in one piece.
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
 * Handles the requests of one connection one after the other: an answer that waits behind another one does not learn
 * that its connection is gone, so that the file it sends would stay open.
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

/** Closes the connections of those without a session of ours whose body is not here this long after its headers. */
export function limitBodyTime(
  server: Server,
  hasSession: (req: IncomingMessage) => boolean,
  milliseconds = 10_000,
): void {
  server.on('request', (req) => {
    const { 'content-length': length = '0', 'transfer-encoding': chunked } = req.headers;
    if ((length === '0' && !chunked) || hasSession(req)) return;
    const timer = setTimeout(() => {
      if (!req.complete) req.socket.destroy();
    }, milliseconds);
    timer.unref();
    for (const over of ['end', 'close']) req.once(over, () => clearTimeout(timer));
  });
}
