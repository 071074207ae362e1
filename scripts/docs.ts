import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { features, foundations } from '../architecture.js';
import { deliveryKinds } from '../jobs/deliveries.js';
import { jobs } from '../jobs/index.js';
import { noticeKinds } from '../jobs/notices.js';
import { reactions } from '../jobs/reactions.js';
import { clickRulesTable } from '../src/clicks/click-rules.view.js';
import { referrerHosts } from '../src/clicks/referrer-classes.js';
import { dimensionNames, dimensions } from '../src/links/index.js';
import { migrations } from '../src/migrations/index.js';
import { accountEvents } from '../src/people/log-account-event.js';
import { permissionsTable } from '../src/people/permissions-table.js';
import { readEnv } from '../src/platform/env.js';
import { forwardingProblems } from '../src/platform/http/client-network.js';
import { translate } from '../src/platform/text/words.js';
import { lifecycleTable } from '../src/posts/index.js';
import { baselineColumns, meaningOfBaseline } from '../src/participation/baseline-data.js';
import { metrics } from '../src/reports/metrics.js';
import { meaningOf, reportColumns } from '../src/reports/report-data.js';
import { goalMetricNames, metricOf } from '../src/strategy/metrics.js';
import { productModels } from './product-models.js';
import { historyOf, modelsWithHistory } from '../src/events/history.js';
import { withoutHistory } from '../src/events/without-history.js';
import { personalDataTable } from '../src/personal-data/index.js';
import { noticesTable } from '../src/notifications/index.js';
import { networksTable } from '../src/sharing/index.js';
import {
  amplificationExample,
  baselineExample,
  congruencyExample,
  regularsExample,
} from './baseline-example.js';

const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const map = () =>
  table(
    ['Folder of `src`', 'What it is', 'May import'],
    [
      ...Object.entries(features).map(([name, { about, sees }]) => [
        `\`${name}\``,
        about,
        sees.join(', ') || '–',
      ]),
      ...Object.entries(foundations).map(([name, about]) => [`\`${name}\``, about, 'no feature']),
    ],
  );

const jobsTable = () =>
  table(
    ['Job', 'Every', 'What it does'],
    jobs.map(({ name, every, about }) => [`\`${name}\``, every, about]),
  );

const reactionsTable = () =>
  table(
    ['Reaction', 'To', 'What it does'],
    reactions.map(({ name, to, about }) => [
      `\`${name}\``,
      to.map((type) => `\`${type}\``).join(', '),
      about,
    ]),
  );

const historiesTable = () =>
  table(
    ['Kind', 'Collection'],
    modelsWithHistory()
      .filter((model) => productModels().includes(model as never))
      .map((model) => [
        `\`${historyOf(model).kind}\``,
        `\`${(model.collection as unknown as { name: string }).name}\``,
      ])
      .sort(([a], [b]) => a!.localeCompare(b!)),
  );

const withoutHistoryTable = () =>
  table(
    ['Collection', 'Why it has none'],
    Object.entries(withoutHistory).map(([name, reason]) => [`\`${name}\``, reason]),
  );

const deliveriesTable = () =>
  table(
    ['Kind', 'What it is', 'Tried again after', 'Stored after its end'],
    deliveryKinds.map(({ name, about, pauses, stored }) => [
      `\`${name}\``,
      about,
      `${pauses.map((pause) => pause / 60_000).join(', ')} minutes`,
      stored.ended ? `${stored.ended} days` : 'no longer',
    ]),
  );

const metricsTable = () =>
  table(
    ['Number', 'What it means'],
    [...metrics, 'unverified' as const].map((name) => [
      translate('en', name === 'unverified' ? 'reports.unverified' : `reports.metric-${name}`),
      translate('en', `reports.meaning-${name}`),
    ]),
  );

const english = (key: string) => translate('en', key);

const reportColumnsTable = () =>
  table(
    ['Column', 'What it means'],
    reportColumns.map((name) => [`\`${name}\``, meaningOf(name, english)]),
  );

const baselineColumnsTable = () =>
  table(
    ['Table', 'Column', 'What it means'],
    Object.entries(baselineColumns).flatMap(([name, columns]) =>
      columns.map((column) => [`\`${name}\``, `\`${column}\``, meaningOfBaseline(column, english)]),
    ),
  );

const dimensionsTable = () =>
  table(
    ['Dimension', 'Label', 'Comes from', 'Keys', 'May be missing', 'Filter', 'About people', 'Index'],
    dimensionNames.map((name) => {
      const { label, from, keys, isRequired, isFilter, isAboutPeople, isIndexed } = dimensions[name];
      const yes = (is: boolean) => (is ? 'yes' : '');
      return [
        `\`${name}\``,
        label ? `\`${label}\`` : '–',
        from,
        typeof keys === 'string' ? keys : keys.join(', '),
        ...[yes(!isRequired), yes(isFilter), yes(isAboutPeople), yes(isIndexed)],
      ];
    }),
  );

/** The numbers that goals can have, with the texts of the product. */
const goalMetricsTable = () => {
  const say = (key: string) => translate('en', `strategy.${key}`);
  return table(
    ['Number', 'What it is', 'How it is computed', 'What it can’t say', 'Better', 'From'],
    goalMetricNames.map((name) => {
      const { better, from } = metricOf(name);
      const text = (part: string) => say(`metric-${name}${part}`);
      return [
        ...[`**${text('')}**`, text('-means'), text('-how'), text('-limit'), better],
        from === 'portal' ? 'portal' : 'by hand',
      ];
    }),
  );
};

const referrersTable = () =>
  table(
    ['Class', 'Hosts'],
    [
      ...Object.entries(referrerHosts).map(([name, hosts]) => [`\`${name}\``, hosts.join(', ')]),
      ['`own-site`', 'those of the organization'],
      ['`other`', 'all others'],
      ['`none`', 'the browser names no host'],
    ],
  );

const migrationsTable = () =>
  table(
    ['Number', 'Name'],
    migrations.map(({ number, name }) => [String(number), name]),
  );

const accountEventsTable = () =>
  table(
    ['Event', 'What happened'],
    Object.entries(accountEvents).map(([name, what]) => [`\`${name}\``, what]),
  );

const forwardingTable = () =>
  table(
    ['Event', 'What it says'],
    Object.entries(forwardingProblems).map(([name, what]) => [`\`client-network.${name}\``, what]),
  );

/** The settings with their explanations from `.env.example` and their defaults from the code. */
function settingsTable(): string {
  const defaults = readEnv({}) as unknown as Record<string, unknown>;
  const rows = settingsInExample().map(({ name, about }) => [
    `\`${name}\``,
    defaultOf(name, defaults[name]),
    about,
  ]);
  return table(['Variable', 'Default', 'What it is'], rows);
}

function defaultOf(name: string, value: unknown): string {
  if (name === 'DATA_DIR') return '`./data`';
  if (name === 'PUBLIC_URL') return '`http://localhost:PORT`';
  if (name === 'MAIL_FROM') return '`groundswell@HOST`';
  return typeof value === 'string' || typeof value === 'number' ? `\`${value}\`` : 'unset';
}

/** Each block of `.env.example`: its comment, and the name after it. */
export function settingsInExample(): { name: string; about: string }[] {
  return readFileSync('.env.example', 'utf8')
    .split(/\n{2,}/)
    .flatMap((block) => {
      const lines = block.trim().split('\n');
      const [, name] = lines.map((line) => /^#([A-Z_]+)=/.exec(line)).find(Boolean) ?? [];
      const about = lines.filter((line) => line.startsWith('# ')).map((line) => line.slice(2).trim());
      return name ? [{ name, about: about.join(' ') }] : [];
    });
}

/** The parts of the documentation that are printed from the code, by the name of their marker. */
export const parts: Record<string, () => string> = {
  map,
  permissions: permissionsTable,
  lifecycle: lifecycleTable,
  networks: networksTable,
  'click-rules': clickRulesTable,
  metrics: metricsTable,
  'report-columns': reportColumnsTable,
  'baseline-columns': baselineColumnsTable,
  dimensions: dimensionsTable,
  'goal-metrics': goalMetricsTable,
  referrers: referrersTable,
  jobs: jobsTable,
  reactions: reactionsTable,
  histories: historiesTable,
  'without-history': withoutHistoryTable,
  'personal-data': personalDataTable,
  notices: () => noticesTable(noticeKinds),
  deliveries: deliveriesTable,
  settings: settingsTable,
  migrations: migrationsTable,
  'account-events': accountEventsTable,
  'forwarding-events': forwardingTable,
  'regulars-example': regularsExample,
  'baseline-example': baselineExample,
  'amplification-example': amplificationExample,
  'congruency-example': congruencyExample,
};

/** README, CHANGELOG and every page under `docs`. */
export const pages = (): string[] => [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.posix.join('docs', file.split(path.sep).join('/')))
    .sort(),
];

const marked = /(<!-- ([a-z-]+) -->\n)[^]*?(\n<!-- \/\2 -->)/g;

/** The names of the markers on a page. */
export const markersOf = (text: string): string[] => [...text.matchAll(marked)].map((found) => found[2]!);

/** A page with each part between `<!-- name -->` and `<!-- /name -->` replaced by the output of the code. */
export function printParts(text: string): string {
  return text.replace(marked, (_all, before: string, name: string, after: string) => {
    const print = parts[name];
    if (!print) throw new Error(`Nothing prints the part "${name}"`);
    return `${before}\n${print()}\n${after}`;
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  for (const page of pages()) {
    const text = readFileSync(page, 'utf8');
    const printed = printParts(text);
    if (printed !== text) writeFileSync(page, printed);
  }
