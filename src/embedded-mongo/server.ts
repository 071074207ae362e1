import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { runCommand } from './commands.js';
import type { Session } from './command-context.js';
import type { Cursors } from './cursors.js';
import { errorReply } from './errors.js';
import type { Credential } from './scram.js';
import type { Storage } from './storage.js';
import { encodeReply, FrameReader, parseRequest } from './wire.js';

/** Where to say what an operator may want to know; never given a credential. */
export type Log = (message: string) => void;

export interface ServerOptions {
  storage: Storage;
  cursors: Cursors;
  /** What clients prove to know. */
  credential: Credential;
  log: Log;
}

/** A listening endpoint. */
export interface Endpoint {
  port: number;
  /** Stops accepting, ends all connections, and waits for the requests being worked on. */
  close: () => Promise<void>;
}

/** Listens on 127.0.0.1 only. Rejects if the port is taken. */
export async function listen(port: number, options: ServerOptions): Promise<Endpoint> {
  const connections = new Map<Socket, Promise<void>>();
  let connectionId = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    const session: Session = { connectionId: ++connectionId, authenticated: false };
    connections.set(socket, Promise.resolve());
    serve(socket, session, options, (work) => connections.set(socket, work));
    socket.on('close', () => connections.delete(socket));
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

async function close(server: Server, connections: Map<Socket, Promise<void>>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const working = [...connections.values()];
  await Promise.all(working);
  for (const socket of connections.keys()) socket.destroy();
  await closed;
}

/** Answers what comes on one connection, one request after the other; ends it if it is not the protocol. */
function serve(
  socket: Socket,
  session: Session,
  options: ServerOptions,
  working: (work: Promise<void>) => void,
): void {
  const frames = new FrameReader();
  let queue = Promise.resolve();
  socket.on('data', (chunk) => {
    try {
      for (const frame of frames.push(chunk)) {
        const request = parseRequest(frame);
        queue = queue.then(() => answer(socket, session, options, request));
        working(queue);
      }
    } catch (error) {
      options.log(`connection ${session.connectionId} ended: ${(error as Error).message}`);
      socket.destroy();
    }
  });
  // A client that goes away mid-message is not this server's problem.
  socket.on('error', () => socket.destroy());
}

async function answer(
  socket: Socket,
  session: Session,
  { storage, cursors, credential, log }: ServerOptions,
  request: ReturnType<typeof parseRequest>,
): Promise<void> {
  const { db, body, silent } = request;
  const reply = await runCommand({ storage, cursors, session, credential, db, body }).catch(
    (error: unknown) => {
      const failure = errorReply(error);
      if (failure.codeName === 'InternalError')
        log(`${Object.keys(body)[0]} failed: ${String(failure.errmsg)}`);
      return failure;
    },
  );
  if (silent || socket.destroyed) return;
  socket.write(encodeReply(request, reply));
}
