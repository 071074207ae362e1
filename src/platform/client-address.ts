import type { IncomingMessage } from 'node:http';

/** The visitor's address when this many proxies of ours stand in front, as Express's `trust proxy` counts them. */
export function clientAddress({ socket, headers }: IncomingMessage, hops: number): string {
  if (!hops) return socket.remoteAddress ?? '';
  const told = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const addresses = [socket.remoteAddress ?? '', ...told.map((one) => one.trim()).reverse()].filter(Boolean);
  return addresses[Math.min(hops, addresses.length - 1)] ?? '';
}
