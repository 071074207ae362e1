import type { Socket } from 'node:net';
import { runCommand } from '../commands/dispatch.js';
import type { Context, Session } from '../commands/context.js';
import { errorReply } from '../bson/errors.js';
import { checkNesting } from '../bson/nesting.js';
import { MAX_MESSAGE_BYTES } from '../commands/reply.js';
import { encodeReply, FrameReader, parseRequest } from './messages.js';
import type { Request } from './messages.js';

/** Where to say what an operator may want to know; never given a credential. */
export type Log = (message: string) => void;

/** What all connections share. */
export interface ServerOptions extends Pick<
  Context,
  'storage' | 'cursors' | 'credential' | 'failPoint' | 'backup'
> {
  log: Log;
}

/** The longest message of a client that has not logged in, in bytes; a handshake is a tenth of it. */
const MAX_HANDSHAKE_BYTES = 16 * 1024;

/**
 * Answers what comes on one connection, one request after the other; ends it if it is not the protocol. It
 * reads on only when its last answer is on the way, so what a client can make it hold is one chunk beyond a
 * message and one answer.
 */
export class Connection {
  readonly #session: Session;
  readonly #frames = new FrameReader(() => (this.loggedIn ? MAX_MESSAGE_BYTES : MAX_HANDSHAKE_BYTES));
  #working: Promise<unknown> = Promise.resolve();
  #ending = false;

  constructor(
    readonly socket: Socket,
    connectionId: number,
    readonly options: ServerOptions,
    readonly onAnswer: () => void,
  ) {
    this.#session = { connectionId, authenticated: false };
    // A client that goes away mid-message is not this server's problem.
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      socket.pause();
      this.#take(chunk).then(
        () => socket.resume(),
        (error: Error) => {
          options.log(`connection ${connectionId} ended: ${error.message}`);
          this.end();
        },
      );
    });
  }

  get loggedIn(): boolean {
    return this.#session.authenticated;
  }

  end(): void {
    this.#ending = true;
    this.socket.destroy();
  }

  /** Ends the connection after the request it is working on. */
  async finish(): Promise<void> {
    this.#ending = true;
    await this.#working;
    this.socket.destroy();
  }

  /** Answers the messages that a chunk completes. Rejects when it is not the protocol. */
  async #take(chunk: Buffer): Promise<void> {
    for (const frame of this.#frames.push(chunk)) {
      const request = parseRequest(frame);
      if (this.#ending) return;
      const work = this.#answer(request);
      this.#working = work;
      const reply = await work;
      this.onAnswer();
      if (!request.silent && !this.socket.destroyed) await this.#send(reply);
    }
  }

  /** Never rejects. */
  async #answer(request: Request): Promise<Buffer> {
    const { log, ...shared } = this.options;
    const { db, body, bytes } = request;
    try {
      for (const each of [bytes, ...Object.values(body).flat()])
        if (Buffer.isBuffer(each)) checkNesting(each);
      const context = { ...shared, session: this.#session, hangUp: () => this.end(), db, body };
      return encodeReply(request, await runCommand(context));
    } catch (error) {
      const failure = errorReply(error);
      if (failure.codeName === 'InternalError')
        log(`${Object.keys(body)[0]} failed: ${String(failure.errmsg)}`);
      return encodeReply(request, failure);
    }
  }

  /** Resolves when the operating system has taken the bytes, or the connection is gone. */
  #send(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => this.socket.write(bytes, () => resolve()));
  }
}
