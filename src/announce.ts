import { mkdir, rm, writeFile } from 'node:fs/promises';
import type { SignIn } from './sample-organization/index.js';
import type { Services } from './services.js';
import { setUpLinkFile } from './sign-in/index.js';

const print = (lines: string[]) =>
  console.log(['', ...lines, ''].map((line) => (line ? `  ${line}` : '')).join('\n'));

/** Prints where the demo is and who can sign in. */
export function announceDemo({ publicUrl }: Services, signIns: SignIn[]): void {
  const widths = (['role', 'email'] as const).map(
    (part) => Math.max(...signIns.map((one) => one[part].length)) + 3,
  );
  const row = (role: string, email: string, name: string) =>
    role.padEnd(widths[0]!) + email.padEnd(widths[1]!) + name;
  print([
    `Groundswell is at ${publicUrl}`,
    '',
    'The organization, its people and its figures are made up. Mail goes nowhere: the admin reads it at /outbox.',
    '',
    row('Role', 'Sign in with', 'Who it is'),
    ...signIns.map(({ role, email, name }) => row(role, email, name)),
    '',
    `Password for each of them: ${signIns[0]!.password}`,
  ]);
}

/**
 * Prints how to set up the organization, until that is done. The link makes its reader an admin, so it is printed
 * only on a terminal. Otherwise stdout is a log, and the link is written to a file that only this user can read.
 */
export async function announceSetUp({ publicUrl, env }: Services, link: string | null): Promise<void> {
  const file = setUpLinkFile(env);
  await rm(file, { force: true });
  if (!link) return;
  if (process.stdout.isTTY)
    return print([
      `Groundswell is at ${publicUrl}`,
      'Set up your organization here. The link works once, for 24 hours:',
      link,
    ]);
  await mkdir(env.DATA_DIR, { recursive: true });
  await writeFile(file, `${link}\n`, { mode: 0o600, flag: 'wx' });
  print([
    `Groundswell is at ${publicUrl}`,
    'Set up your organization with the link in this file. It works once, for 24 hours:',
    file,
  ]);
}
