import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * A database's address behind which it can be made to go away.
 * @param lost is asked for each message to the database: whether it, or the answer to it, is lost with its connection
 */
export async function gateway(uri: string, lost: () => 'request' | 'answer' | null = () => null) {
  const { hostname, port } = new URL(uri);
  const sockets = new Set<Socket>();
  let away = false;
  const server = createServer((socket) => {
    if (away) return void socket.destroy();
    const other = connect(Number(port), hostname);
    for (const one of [socket, other]) {
      sockets.add(one);
      one.on('error', () => one.destroy()).on('close', () => sockets.delete(one));
    }
    let isAnswerLost = false;
    const endBoth = () => [socket, other].map((one) => one.destroy());
    socket.on('data', (request) => {
      const what = lost();
      if (what === 'request') return void endBoth();
      isAnswerLost ||= what === 'answer';
      other.write(request);
    });
    other.on('data', (answer) => (isAnswerLost ? endBoth() : socket.write(answer)));
    socket.on('end', () => other.end());
    other.on('end', () => socket.end());
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const through = new URL(uri);
  through.port = String((server.address() as AddressInfo).port);
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    uri: through.href,
    goAway: () => {
      away = true;
      endAll();
    },
    comeBack: () => void (away = false),
    close: () => {
      endAll();
      server.close();
    },
  };
}
