import { permissions, roles } from './permissions.js';

/** Who may do what, as a Markdown table for the documentation. */
export function permissionsTable(): string {
  const rows = Object.entries(permissions).map(([action, allowed]: [string, readonly string[]]) => [
    action.replaceAll('-', ' '),
    ...roles.map((role) => (allowed.includes(role) ? '✓' : '')),
  ]);
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const rule = row(['---', ...roles.map(() => ':-:')]);
  return [row(['', ...roles]), rule, ...rows.map(row)].join('\n');
}
