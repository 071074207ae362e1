import { createServer, type IncomingMessage, type Server } from 'node:http';

/** Limits in milliseconds that keep connections from being held open by sending slowly. */
const defaults = {
  /** Until the headers of a request must be here. */
  headers: 10_000,
  /** Until all of a request must be here: enough for a large file on a slow line. */
  request: 120_000,
  /** Between looks at the connections. */
  check: 2_000,
};

/** A server that closes connections whose requests come too slowly. */
export function createHttpServer(overrides: Partial<typeof defaults> = {}): Server {
  const { headers, request, check } = { ...defaults, ...overrides };
  return createServer({
    headersTimeout: headers,
    requestTimeout: request,
    connectionsCheckingInterval: check,
  });
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
