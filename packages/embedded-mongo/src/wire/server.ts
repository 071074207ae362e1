import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { Connection } from './connection.js';
import type { ServerOptions } from './connection.js';

export type { Log } from './connection.js';

/** A listening endpoint. */
export interface Endpoint {
  port: number;
  /** Stops accepting, ends all connections, and waits for the requests being worked on. */
  close: () => Promise<void>;
}

/** Connections that have not logged in, beyond which the one silent for longest is ended. */
const MAX_STRANGERS = 256;

/** Listens on 127.0.0.1 only. Rejects if the port is taken. */
export async function listen(port: number, options: ServerOptions): Promise<Endpoint> {
  const connections = new Set<Connection>();
  const strangers = new Set<Connection>();
  let connectionId = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    const connection = new Connection(socket, ++connectionId, options, () => {
      // The set is in the order of who spoke last.
      strangers.delete(connection);
      if (!connection.loggedIn) strangers.add(connection);
    });
    connections.add(connection);
    strangers.add(connection);
    if (strangers.size > MAX_STRANGERS) [...strangers][0]!.end();
    socket.on('close', () => {
      strangers.delete(connection);
      // Its last request may still be worked on, and closing has to wait for that.
      void connection.finish().then(() => connections.delete(connection));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { port: portOf(server), close: () => close(server, connections) };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

async function close(server: Server, connections: Set<Connection>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await Promise.all([...connections].map((connection) => connection.finish()));
  await closed;
}
