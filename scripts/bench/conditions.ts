import { execFileSync } from 'node:child_process';
import os from 'node:os';
import { inProject } from '../../src/platform/project-folder.js';

/** What a figure depends on and is recorded with: the day, the commit, the machine and Node.js, as one line. */
export function conditions(): string {
  const cpus = os.cpus();
  return [
    new Date().toISOString().slice(0, 10),
    commit(),
    `${cpus[0]?.model.trim() || os.arch()}, ${cpus.length} cores`,
    `${Math.round(os.totalmem() / 2 ** 30)} GB of memory`,
    `${os.type()} ${os.release()}`,
    `Node.js ${process.version.slice(1)}`,
    `load ${os.loadavg()[0]!.toFixed(1)} at the start`,
  ].join('; ');
}

function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: inProject('.'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') ? ' with changes' : '';
    return `commit ${git('rev-parse', '--short', 'HEAD').trim()}${changed}`;
  } catch {
    return 'no commit';
  }
}
