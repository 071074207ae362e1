import type { SignIn } from './sample-organization/index.js';
import type { Services } from './services.js';

const print = (lines: string[]) =>
  console.log(['', ...lines, ''].map((line) => (line ? `  ${line}` : '')).join('\n'));

/** Tells whoever started the demo where it is and who can sign in. */
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

/** Tells whoever started it how to set up the organization, until that is done. On the screen only: a log is kept. */
export function announceSetUp({ publicUrl }: Services, link: string | null): void {
  if (link)
    print([`Groundswell is at ${publicUrl}`, 'Set up your organization here; the link works once:', link]);
}
