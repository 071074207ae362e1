import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { features, foundations } from '../architecture.js';
import { jobs } from '../jobs/index.js';
import { lifecycleTable } from '../src/posts/index.js';
import { networksTable } from '../src/sharing/index.js';
import { clickRulesTable } from '../src/clicks/click-rules.view.js';
import { permissionsTable } from '../src/people/permissions-table.js';

const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const map = () =>
  table(
    ['Folder of `src`', 'What it is', 'Sees'],
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

/** The parts of the README that are printed from the tables in the code, by the name of their marker. */
const parts: Record<string, () => string> = {
  map,
  permissions: permissionsTable,
  lifecycle: lifecycleTable,
  networks: networksTable,
  'click-rules': clickRulesTable,
  jobs: jobsTable,
};

/** The README with each part between `<!-- name -->` and `<!-- /name -->` printed again. */
export function printReadme(text: string): string {
  return Object.entries(parts).reduce((readme, [name, print]) => {
    const place = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`);
    if (!place.test(readme)) throw new Error(`The README has no place for "${name}"`);
    return readme.replace(place, (_all, before: string, after: string) => `${before}\n${print()}\n${after}`);
  }, text);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync('README.md', printReadme(readFileSync('README.md', 'utf8')));
