import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

interface Connection {
  socket: Socket;
  cleanup(error: Error): void;
}

/*
 * When a server ends all connections at once, mongodb 7.8 and 7.9 may write to a connection that is closing and
 * then wait forever for its 'drain' event. If this happens to the monitoring connection, the driver never finds
 * the server again. Emitting 'drain' here makes it notice that the connection is closed.
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
