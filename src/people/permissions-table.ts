import { limits } from './authorize.js';
import { permissions, roles, type Permission } from './permissions.js';

/** Who may do what, as a Markdown table for the documentation. */
export function permissionsTable(): string {
  const rows = Object.entries(permissions).map(([action, { by, only, isPlanned }]: [string, Permission]) => [
    action.replaceAll('-', ' '),
    ...roles.map((role) => (by.includes(role) ? '✓' : '')),
    [
      ...(only ? [limits[only].about] : []),
      ...(by.includes('operator') ? ['also whoever runs the server'] : []),
      ...(by.includes('clock') ? [by.length > 1 ? 'also the clock' : 'the clock alone'] : []),
      ...(isPlanned ? ['not in use yet'] : []),
    ].join('; '),
  ]);
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const rule = row(['---', ...roles.map(() => ':-:'), '---']);
  return [row(['', ...roles, '']), rule, ...rows.map(row)].join('\n');
}
