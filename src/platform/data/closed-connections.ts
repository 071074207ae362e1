import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

interface Connection {
  socket: Socket;
  cleanup(error: Error): void;
}

/*
 * Where a server ends all connections at once, mongodb 7.8 and 7.9 may write to one that is closing already and
 * then wait without end for its 'drain'. If that was the check of the server's health, the driver never finds the
 * server again. Told 'drain', it sees that the connection is closed, and goes on.
 */
const require = createRequire(import.meta.url);
const { prototype } = (require('mongodb/lib/cmap/connection.js') as { Connection: { prototype: Connection } })
  .Connection;
// eslint-disable-next-line @typescript-eslint/unbound-method
const { cleanup } = prototype;
prototype.cleanup = function (error) {
  cleanup.call(this, error);
  this.socket.emit('drain');
};
