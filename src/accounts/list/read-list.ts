import type { Message } from '../../platform/errors.js';
import { readableAddress } from '../../platform/text/readable-address.js';
import type { Row } from '../../platform/text/read-rows.js';
import {
  emailField,
  foldName,
  nameField,
  nameInAddress,
  roles as allRoles,
  type Role,
} from '../../people/index.js';

/** The columns that a list can have. */
export const listColumns = ['name', 'email', 'team', 'role', 'location'] as const;
type Column = (typeof listColumns)[number];

export interface ListedPerson {
  line: number;
  name: string;
  email: string;
  teamId: string | null;
  locationId: string | null;
  roles: Role[];
}

export interface ListProblem {
  line: number;
  text: string;
  message: Message;
}

export interface Known {
  /** Ids of teams by folded name. */
  teams: ReadonlyMap<string, string>;
  /** Ids of locations by folded name. */
  locations: ReadonlyMap<string, string>;
  /** Folded names of columns and of roles, as people may write them. */
  columnNames: Record<Column, readonly string[]>;
  roleNames: ReadonlyMap<string, Role>;
}

const listed = (word: string, values?: Record<string, unknown>): Message =>
  values ? { key: `accounts.list-${word}`, values } : `accounts.list-${word}`;

const isAddress = (cell: string) => emailField.safeParse(cell).success;

/**
 * The people of a list, and the lines that can't be used, each with the reason. Whether an address has an account
 * is not checked here.
 */
export function readList(rows: Row[], known: Known): { people: ListedPerson[]; problems: ListProblem[] } {
  const header = rows[0] && columnsOfHeader(rows[0], known);
  const columns = header ?? columnsOf(rows);
  const people: ListedPerson[] = [];
  const problems: ListProblem[] = [];
  const lineOf = new Map<string, number>();
  for (const row of header ? rows.slice(1) : rows) {
    const read = readRow(row, columns, known);
    if ('email' in read && !lineOf.has(read.email)) {
      lineOf.set(read.email, row.line);
      people.push(read);
      continue;
    }
    const message =
      'email' in read
        ? listed('doubled', { email: readableAddress(read.email), line: lineOf.get(read.email) })
        : read.message;
    problems.push({ line: row.line, text: row.cells.join(', ').slice(0, 200), message });
  }
  return { people, problems };
}

/** The columns that the first row names; undefined when it names none, or is a person. */
function columnsOfHeader({ cells }: Row, { columnNames }: Known): (Column | undefined)[] | undefined {
  if (cells.some(isAddress)) return undefined;
  const columns = cells.map((cell) =>
    listColumns.find((column) => columnNames[column].includes(foldName(cell))),
  );
  return columns.includes('email') ? columns : undefined;
}

/** Without a header: the column with addresses, and around it name, team, role and location in this order. */
function columnsOf(rows: Row[]): (Column | undefined)[] {
  const sample = rows.slice(0, 50);
  const width = Math.max(0, ...sample.map(({ cells }) => cells.length));
  const addresses = Array.from(
    { length: width },
    (_, n) => sample.filter(({ cells }) => isAddress(cells[n] ?? '')).length,
  );
  const most = Math.max(0, ...addresses);
  const rest: Column[] = ['name', 'team', 'role', 'location'];
  // Where no column has addresses, each line says that its address is missing.
  const place = most ? addresses.indexOf(most) : 1;
  // All columns, as a role may stand in a later line alone.
  return Array.from({ length: Math.max(width, listColumns.length) }, (_, n) =>
    n === place ? 'email' : rest.shift(),
  );
}

function readRow(
  { cells, line, broken }: Row,
  columns: (Column | undefined)[],
  { teams, locations, roleNames }: Known,
): ListedPerson | { message: Message } {
  if (broken) return { message: listed('broken') };
  const cell = (column: Column) => (cells[columns.indexOf(column)] ?? '').trim();
  const email = emailField.safeParse(cell('email'));
  if (!email.success)
    return { message: listed(cell('email') ? 'email-wrong' : 'email-missing', { email: cell('email') }) };
  const typed = cell('name') || nameInAddress(cell('email'));
  const name = nameField.safeParse(typed);
  if (!name.success) return { message: typed ? name.error.issues[0]!.message : listed('name-missing') };
  const team = cell('team');
  const teamId = team ? teams.get(foldName(team)) : null;
  if (teamId === undefined) return { message: listed('team-unknown', { team: team.slice(0, 80) }) };
  const location = cell('location');
  const locationId = location ? locations.get(foldName(location)) : null;
  if (locationId === undefined)
    return { message: listed('location-unknown', { location: location.slice(0, 80) }) };
  const roles: Role[] = [];
  for (const part of cell('role')
    .split(/[,;|+/]/)
    .filter((text) => text.trim())) {
    const role = roleNames.get(foldName(part));
    if (!role) return { message: listed('role-unknown', { role: part.trim().slice(0, 80) }) };
    roles.push(role);
  }
  const held = roles.length ? allRoles.filter((role) => roles.includes(role)) : (['advocate'] as const);
  return { line, name: name.data, email: email.data, teamId, locationId, roles: [...held] };
}
