import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { browser } from './builders.js';

const run = promisify(execFile);

const line = (time: string, request: string, agent = browser, ip = '192.0.2.1') =>
  `${ip} - - [17/May/2015:${time} +0000] "${request} HTTP/1.1" 200 10 "https://example.com/" "${agent}"`;

const log = [
  line('10:00:00', 'GET /a?x=1'),
  line('10:59:59', 'GET /a?x=1'),
  line('11:00:00', 'GET /a?x=1'),
  line('10:00:00', 'GET /a?x=1', browser, '192.0.2.2'),
  line('10:00:00', 'GET //b', 'Googlebot/2.1 (+http://www.google.com/bot.html)'),
  line('10:00:00', 'GET /b', '-'),
  line('10:00:00', 'HEAD /b'),
  line('10:00:00', 'POST /b'),
  line('10:00:00', 'GET /b').slice(0, -1),
  'not a line of a log',
  ...[
    '/c',
    '/style.css',
    '/logo.png',
    '/text.woff2',
    '/text.OTF',
    '/hero.webp?v=2',
    '/hero.avif',
    '/app.mjs',
  ].map((address) => line('12:00:00', `GET ${address}`)),
].join('\n');

describe('Replaying an access log', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'groundswell-test-'));
    await writeFile(path.join(folder, 'access.log'), log);
  });
  after(() => rm(folder, { recursive: true }));

  async function replay(...options: string[]) {
    const compiled = path.join(process.env.COMPILED_PROJECT!, 'scripts/replay-access-log.js');
    const script = [compiled, path.join(folder, 'access.log'), ...options];
    const { stdout } = await run(process.execPath, script, { env: { ...process.env, TMPDIR: folder } });
    return (name: string) =>
      Number(
        stdout
          .split('\n')
          .find((row) => row.includes(name))
          ?.match(/(\d+) \|$/)?.[1],
      );
  }

  it('judges each line as it would have been judged then, and leaves nothing behind', async () => {
    const count = await replay();
    const names = [
      'Lines',
      'combined',
      '405',
      '302',
      'not-get',
      'no-agent',
      '`bot`',
      'burst',
      'repeat',
      'Clicks',
      'Visitors',
    ];
    expect(names.map(count)).to.deep.equal([18, 2, 1, 15, 1, 1, 1, 8, 1, 3, 2]);
    expect(await readdir(folder)).not.to.satisfy((left: string[]) =>
      left.some((name) => name.includes('replay')),
    );
  });

  it('leaves out what a page only loads, when asked to', async () => {
    const count = await replay('--pages');
    expect(['left out', '302', 'burst', 'Clicks'].map(count)).to.deep.equal([7, 8, 0, 4]);
  });
});
