import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { createHttpServer, limitBodyTime } from '../../src/platform/http/http-server.js';
import { listen } from '../support/listen.js';

describe('The HTTP server', () => {
  let server: Server;
  let address: string;
  const sockets: Socket[] = [];
  let held: ServerResponse[] = [];
  /** Answers with more than a connection takes at once. */
  const hold = (res: ServerResponse) => {
    held.push(res);
    res.write(Buffer.alloc(20_000_000));
  };
  before(async () => {
    server = createHttpServer({ headers: 200, request: 30_000, idle: 300, check: 50 });
    limitBodyTime(server, ({ headers }) => Promise.resolve(headers.cookie === 'session=ours'), 200);
    server.on('request', (req, res) => {
      if (req.url === '/large') return void hold(res);
      req.on('error', () => undefined).resume();
      req.on('end', () => res.end('all here'));
    });
    address = await listen(server);
  });
  after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  /** Sends this and nothing more. */
  function send(text: string): Socket {
    const socket = connect(Number(new URL(address).port), '127.0.0.1').on('error', () => undefined);
    sockets.push(socket);
    socket.resume().write(text);
    return socket;
  }
  /** Also when it is closed with what was sent still unread, which the sender sees as an error. */
  const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));
  /** What the server has answered so far. */
  const said = (socket: Socket) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return () => text;
  };
  const slowBody = (more = '') => `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n${more}\r\n`;

  it('closes 300 slow bodies of strangers and answers others meanwhile', async () => {
    const slow = Array.from({ length: 300 }, () => send(slowBody()));
    const allClosed = Promise.all(slow.map(closed));
    expect(await (await fetch(address)).text()).to.equal('all here');
    await allClosed;
  });

  it('closes a connection whose headers never end', async () => {
    const socket = send('GET / HTTP/1.1\r\nHost: x\r\n');
    const answer = said(socket);
    await closed(socket);
    expect(answer()).not.to.contain('all here');
  });

  it('closes a chunked body that goes on and on', async () => {
    const socket = send('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const answer = said(socket);
    const dripping = setInterval(() => socket.write('1\r\nx\r\n'), 20);
    await closed(socket);
    clearInterval(dripping);
    expect(answer()).not.to.contain('all here');
  });

  it('gives who is signed in more time', async () => {
    const known = send(slowBody('Cookie: session=ours\r\n'));
    await closed(send(slowBody()));
    known.write('x'.repeat(100));
    const [answer] = (await once(known, 'data')) as [Buffer];
    expect(answer.toString()).to.contain('200 OK');
  });

  const large = 'GET /large HTTP/1.1\r\nHost: x\r\n\r\n';

  it('closes a connection that asks on without reading, and begins no answer but the first', async () => {
    held = [];
    const socket = send(large.repeat(2_000)).pause();
    await closed(socket.resume());
    for (let tries = 0; !held[0]?.destroyed && tries < 100; tries += 1) await wait(20);
    expect(held.map(({ destroyed }) => destroyed)).to.deep.equal([true]);
  });

  it('closes a connection on which too many requests wait for the first', async () => {
    const patient = createHttpServer();
    let begun = 0;
    patient.on('request', () => (begun += 1));
    const { port } = new URL(await listen(patient));
    const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
    socket.resume().write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(17));
    await closed(socket);
    expect(begun).to.equal(1);
    patient.close();
  });

  it('answers what is asked in one piece, in order', async () => {
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    let answers = '';
    socket.on('data', (chunk: Buffer) => (answers += chunk.toString()));
    socket.write('GET /a HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(9));
    socket.write('GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await closed(socket);
    expect(answers.match(/all here/g)).to.have.length(10);
  });

  it('closes a connection that does not read its answer', async () => {
    held = [];
    const socket = send(large).pause();
    for (let tries = 0; !held[0]?.destroyed && tries < 200; tries += 1) await wait(20);
    expect(held[0]!.destroyed).to.equal(true);
    socket.destroy();
  });
});
