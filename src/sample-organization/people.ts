import type { NetworkName } from '../sharing/index.js';
import type { Person, Role } from '../people/index.js';
import { domain } from './organization.js';

export interface SamplePerson {
  name: string;
  /** The part of the address before the @. */
  mailbox: string;
  team: string;
  /** Where they work; missing: nobody said. */
  location?: string;
  roles: Role[];
  /** Role of a person who can sign in; missing for others. */
  signsInAs?: Role;
  /** Default: the organization's. */
  timeZone?: string;
  /** Average shares a week while active. */
  pace: number;
  /** Weeks (0 to 11) in which they are active; default: all. */
  active?: [from: number, to: number][];
  /** The week in which they joined; default: before the first. */
  joined?: number;
  /** The week from which on they share, which may be before the first; default: they began some time before it. */
  since?: number;
  /** The team that they were in until it ended; default: the one that they are in. */
  formerTeam?: typeof endedTeam.name;
  /** Networks that they use, the favourite first. */
  networks: NetworkName[];
  /** Average number of visitors of one of their shares. */
  reach: number;
  /** The newest guideline that they acknowledged; default: the second. The demo asks its advocate to. */
  acknowledged?: 0 | 1 | 2;
}

/** People as they are stored, by mailbox. */
export type PeopleByMailbox = Map<string, Person>;

export const mailAddressOf = ({ mailbox }: { mailbox: string }) => `${mailbox}@${domain}`;

type Member = Omit<SamplePerson, 'team' | 'location' | 'roles' | 'networks' | 'pace' | 'reach'> &
  Partial<Pick<SamplePerson, 'roles' | 'networks' | 'pace' | 'reach'>>;

/** A team that was merged into another one, in this week (0 to 11). */
export const endedTeam = { name: 'Ticket offices', into: 'Ports and passengers', week: 6 } as const;

/** Where the people of each team work; missing: nobody said. */
const locationOf: Partial<Record<string, string>> = {
  'Fleet and crew': 'On board',
  'Ports and passengers': 'Rostock',
  Engineering: 'Rostock',
  'Communications and sales': 'Kiel',
  'People and culture': 'Kiel',
};

const usual = {
  roles: ['advocate'],
  networks: ['linkedin'],
  pace: 0,
  reach: 1.5,
} satisfies Partial<SamplePerson>;
const team = (name: string, members: Member[]): SamplePerson[] =>
  members.map((member) => {
    const location = locationOf[name];
    return { ...usual, ...member, team: name, ...(location && { location }) };
  });

/** Forty people in six teams. One team is too small for others to see its results. */
// prettier-ignore
export const people: SamplePerson[] = [
  ...team('Fleet and crew', [
    { name: 'Þórdís Hallgrímsdóttir', mailbox: 'thordis', pace: 2.4, reach: 4, networks: ['linkedin', 'facebook', 'bluesky'] },
    { name: 'Kofi Mensah', mailbox: 'kofi', pace: 0.7, reach: 2, networks: ['linkedin', 'whatsapp'] },
    { name: 'Łukasz Wójcik', mailbox: 'lukasz', pace: 0.5, reach: 1.5, networks: ['facebook'], active: [[0, 5]], acknowledged: 1 },
    { name: 'Panagiótis Theodorakópoulos', mailbox: 'panagiotis', timeZone: 'Europe/Athens', pace: 0.4, networks: ['facebook', 'linkedin'] },
    { name: 'Ingrid Aas-Thorvaldsen', mailbox: 'ingrid', pace: 0.3, networks: ['linkedin'] },
    { name: 'Rizal Dela Cruz', mailbox: 'rizal', timeZone: 'Asia/Manila', pace: 0.9, reach: 2.5, networks: ['facebook', 'whatsapp'], active: [[5, 11]], joined: 5 },
    { name: 'Олена Шевчук', mailbox: 'olena', pace: 0.3, networks: ['linkedin', 'threads'] },
    { name: 'Callum MacAskill', mailbox: 'callum', acknowledged: 0 },
    { name: 'Jørgen Krogh', mailbox: 'jorgen' },
    { name: 'Wayan', mailbox: 'wayan', timeZone: 'Asia/Makassar', acknowledged: 1 },
  ]),
  ...team('Ports and passengers', [
    { name: 'Amara Osei', mailbox: 'amara', signsInAs: 'advocate', pace: 1.6, reach: 5, networks: ['linkedin', 'bluesky', 'whatsapp'], acknowledged: 1 },
    { name: 'Nguyễn Thị Minh Châu', mailbox: 'minhchau', pace: 2.1, reach: 3, networks: ['linkedin', 'facebook'] },
    { name: 'Siobhán Ní Dhomhnaill', mailbox: 'siobhan', timeZone: 'Europe/Dublin', pace: 1.8, reach: 3, networks: ['linkedin', 'x'], active: [[0, 3], [9, 11]] },
    { name: 'Mateusz Kowalczyk', mailbox: 'mateusz', formerTeam: endedTeam.name, pace: 0.5, networks: ['facebook', 'whatsapp'] },
    { name: 'فاطمة الزهراء بنعلي', mailbox: 'fatima', timeZone: 'Africa/Casablanca', pace: 0.6, reach: 2, networks: ['linkedin', 'whatsapp'] },
    { name: 'Bente Østergaard', mailbox: 'bente', pace: 0.3, networks: ['facebook'] },
    { name: 'Dragana Đorđević', mailbox: 'dragana', formerTeam: endedTeam.name, active: [[0, 4]], pace: 0.4, acknowledged: 1 },
    { name: 'Tom Whitcombe', mailbox: 'tom', formerTeam: endedTeam.name, acknowledged: 0 },
  ]),
  ...team('Engineering', [
    { name: 'Raúl Ibáñez Peña', mailbox: 'raul', timeZone: 'Europe/Madrid', pace: 2.8, reach: 4.5, networks: ['linkedin', 'mastodon'] },
    { name: 'Anna-Katharina von Schulenburg-Hohenstätten', mailbox: 'anna-katharina', pace: 1.3, reach: 3, networks: ['linkedin'] },
    { name: '佐藤 美咲', mailbox: 'misaki', timeZone: 'Asia/Tokyo', pace: 0.6, reach: 2.5, networks: ['x', 'linkedin'] },
    { name: 'Kwabena Boateng', mailbox: 'kwabena', pace: 2, reach: 2.5, networks: ['linkedin', 'reddit'], active: [[7, 11]], joined: 7 },
    { name: 'Emre Yıldız', mailbox: 'emre', timeZone: 'Europe/Istanbul', pace: 0.4, networks: ['linkedin', 'mastodon'] },
    { name: 'Gintarė Žukauskaitė', mailbox: 'gintare', pace: 0.2 },
    { name: '박지훈', mailbox: 'jihun' },
  ]),
  ...team('Digital', [
    { name: 'Inês Falcão', mailbox: 'ines', timeZone: 'Europe/Lisbon', pace: 2.2, reach: 4, networks: ['linkedin', 'threads', 'bluesky'] },
    { name: 'Tiago Conceição', mailbox: 'tiago', timeZone: 'Europe/Lisbon', pace: 0.7, reach: 2, networks: ['linkedin', 'x'] },
    { name: 'Priya Raghunathan', mailbox: 'priya', pace: 0.8, reach: 2.5, networks: ['linkedin', 'teams'] },
    { name: 'Zoë Vandenbroucke', mailbox: 'zoe', timeZone: 'Europe/Brussels', pace: 0.3, networks: ['mastodon'] },
    { name: 'Mikko Hämäläinen', mailbox: 'mikko', timeZone: 'Europe/Helsinki', active: [[2, 4]], pace: 0.6, acknowledged: 1 },
    { name: 'Adaeze Nwosu', mailbox: 'adaeze', joined: 10, active: [[10, 11]], pace: 1, reach: 2, networks: ['linkedin'] },
  ]),
  ...team('Communications and sales', [
    { name: 'Jonas Brandt', mailbox: 'jonas', roles: ['advocate', 'editor'], signsInAs: 'editor', pace: 1.8, reach: 3, networks: ['linkedin', 'mastodon', 'email'] },
    { name: 'Leïla Benhaddou', mailbox: 'leila', roles: ['advocate', 'approver'], signsInAs: 'approver', pace: 0.9, reach: 3, networks: ['linkedin'] },
    { name: 'Seo-yeon Kim', mailbox: 'seoyeon', roles: ['advocate', 'editor', 'admin'], timeZone: 'Asia/Seoul', pace: 1.1, reach: 2.5, networks: ['linkedin', 'x'] },
    { name: 'Henrik Sjöberg', mailbox: 'henrik', roles: ['advocate', 'sponsor'], signsInAs: 'sponsor', timeZone: 'Europe/Stockholm', pace: 0.6, reach: 5, networks: ['linkedin', 'email'] },
    { name: 'Gabriela Muñoz', mailbox: 'gabriela', timeZone: 'America/Bogota', pace: 0.9, reach: 2.5, networks: ['linkedin', 'email', 'link'] },
  ]),
  ...team('People and culture', [
    { name: 'Marta Quintela', mailbox: 'marta', roles: ['advocate', 'admin'], signsInAs: 'admin', pace: 1.5, reach: 4, networks: ['linkedin', 'whatsapp'] },
    { name: 'Friederike Öztürk', mailbox: 'friederike', pace: 0.8, reach: 2.5, networks: ['linkedin', 'facebook'] },
    { name: 'Oluwaseun Adébáyọ̀', mailbox: 'oluwaseun', pace: 0.4, reach: 2, networks: ['linkedin'] },
    { name: 'Clémence d’Hautefeuille', mailbox: 'clemence', timeZone: 'Europe/Paris', acknowledged: 0 },
  ]),
];

/** The mailboxes of heads of teams; missing: vacant. */
export const headOf: Partial<Record<string, string>> = {
  'Fleet and crew': 'thordis',
  'Ports and passengers': 'bente',
  Engineering: 'anna-katharina',
  'Communications and sales': 'henrik',
  'People and culture': 'marta',
};

export const teams = [...new Set(people.map((person) => person.team))];
