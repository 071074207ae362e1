import { accountsPersonalData } from '../accounts/index.js';
import { conversionsPersonalData } from '../conversions/index.js';
import { digestsPersonalData } from '../digests/index.js';
import { deliveriesPersonalData } from '../deliveries/index.js';
import { eventsPersonalData } from '../events/index.js';
import { guidelinesPersonalData } from '../guidelines/index.js';
import { linksPersonalData } from '../links/index.js';
import { notificationsPersonalData } from '../notifications/index.js';
import { participationPersonalData } from '../participation/index.js';
import { peoplePersonalData } from '../people/index.js';
import type { PersonalData } from '../platform/data/personal-data.js';
import { httpPersonalData } from '../platform/http/http.personal-data.js';
import { translate } from '../platform/text/words.js';
import { listTopics, postsPersonalData } from '../posts/index.js';
import { publishedResultsPersonalData } from '../published-results/index.js';
import { rollupsPersonalData } from '../rollups/index.js';
import { recognitionPersonalData } from '../recognition/index.js';
import { sharingPersonalData } from '../sharing/index.js';
import { signInPersonalData } from '../sign-in/index.js';
import { sourcesPersonalData } from '../sources/index.js';
import { statisticsPersonalData } from '../statistics/index.js';
import { strategyPersonalData } from '../strategy/index.js';

const namesOfTopics = async (ids: string[]): Promise<string[]> =>
  (await listTopics()).filter(({ id }) => ids.includes(id)).map(({ name }) => name);

/** Every collection with data of employees. A test fails when one is neither here nor in `withoutPersonalData`. */
export const personalData: PersonalData[] = [
  ...peoplePersonalData(namesOfTopics),
  ...sharingPersonalData,
  ...participationPersonalData,
  ...statisticsPersonalData,
  ...rollupsPersonalData,
  ...publishedResultsPersonalData,
  ...linksPersonalData,
  ...guidelinesPersonalData,
  ...notificationsPersonalData,
  ...deliveriesPersonalData,
  ...digestsPersonalData,
  ...recognitionPersonalData,
  ...postsPersonalData,
  ...strategyPersonalData,
  ...sourcesPersonalData,
  ...conversionsPersonalData,
  ...accountsPersonalData,
  ...signInPersonalData,
  ...httpPersonalData,
  ...eventsPersonalData,
];

/** Collections that hold nothing of employees, and what they hold instead. */
export const withoutPersonalData: Record<string, string> = {
  businessgoals: 'goals of the organization',
  carriedposts: 'how many regulars posted a post, and how many visitors came',
  clickkeys: 'the key that click ids are signed with',
  clickretentions: 'for how long clicks are stored',
  clicks: 'visits of strangers, as described above',
  closedquarters: 'how much was offered and posted by topic and level',
  closedweeks: 'how many people took part regularly',
  conversionrefusals: 'how many conversions were refused',
  conversionsettings: 'how conversions are reported',
  conversionwebhooksecrets: 'the secret of the webhook',
  dayrecounts: 'how far days are counted again',
  importpieces: 'parts of a file of conversions while it is imported',
  departmentgoals: 'goals of departments',
  inboxitems: 'items of feeds',
  insights: 'what is known of people outside, as groups',
  jobs: 'when jobs run',
  locations: 'names of places',
  lostvisits: 'how many visits could not be stored',
  markedperiods: 'days and months whose roll-ups are counted again',
  mailstates: 'whether mail goes out',
  migrations: 'which changes of stored data were made',
  offers: 'what posts offered to which teams',
  organizations: 'name and settings of the organization',
  picturerooms: 'how much room pictures take',
  picturestates: 'how much room pictures take',
  pictures: 'addresses of pictures',
  'pictures.chunks': 'pictures',
  publications: 'which weeks are published',
  publishedcells: 'results of six people or more together',
  'pictures.files': 'pictures',
  reclassifications: 'by which rules clicks were classified',
  sampleloads: 'whether the sample organization is complete',
  sharingpauses: 'when sharing was paused for everybody',
  tactics: 'what is done for goals',
  topics: 'names of topics',
  visitorsalts: 'the secret of a day, as described above',
  wrongrows: 'rows of a file of conversions that can’t be used, while it is imported',
};

/** The table of privacy.md. */
export function personalDataTable(): string {
  const say = (words: string, part: string) => translate('en', `${words}-${part}`);
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
    row(['What', 'Why', 'For how long', 'Who sees it']),
    row(['---', '---', '---', '---']),
    ...personalData.map(({ words }) =>
      row(['what', 'why', 'until', 'readers'].map((part) => say(words, part))),
    ),
  ].join('\n');
}
