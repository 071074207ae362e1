import { expect } from 'chai';
import fc from 'fast-check';
import { createApp, type App } from '../../src/app.js';
import type { Role } from '../../src/people/index.js';
import { weekName } from '../../src/platform/text/weeks.js';
import { ResultEntry } from '../../src/published-results/result-entry.model.js';
import { findRevealed, withoutKnownZeros } from '../published-results/attacker.js';
import { planOrganization } from '../published-results/random-organization.js';
import { signedIn } from '../support/agent.js';
import { useDatabase } from '../support/database.js';
import { readExcel } from '../support/read-excel.js';
import { samples } from '../support/samples.js';
import { createTestServices } from '../support/services.js';
import {
  atomMetrics,
  liveThrough,
  readAtoms,
  weeksLived,
  type Atom,
  type AtomMetric,
} from './lived-organization.js';

/** Where the pages with others' results are. */
const report = '/reports/results';
const baseline = '/reports/baseline';
const breakdowns = ['post', 'topic', 'campaign', 'level', 'week', 'team', 'network'] as const;
type Breakdown = (typeof breakdowns)[number];
const periods = [...weeksLived.map(weekName), '2026-09', '2026-Q3', '2026'];

type Lived = Awaited<ReturnType<typeof liveThrough>>;
type Reader = Awaited<ReturnType<typeof signedIn>>;

/** A number that somebody read, and the results that it says it counts. */
interface Answer {
  name: string;
  metric: AtomMetric;
  said: number;
  counts: (atom: Atom) => boolean;
}

const linesOf = (csv: string): string[][] =>
  csv
    .replace('\uFEFF', '')
    .trim()
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((cell) => cell[1] ?? cell[2]!),
    );

const isIn = (period: string, week: string | null) =>
  week !== null && (!period.includes('W') || period === weekName(week));

describe('Pages about others', function () {
  this.timeout(3_000_000);
  before(useDatabase);

  const services = createTestServices();

  /** The results that a line of a report says it counts. */
  async function countersOf(lived: Lived): Promise<Record<Breakdown, (atom: Atom, key: string) => boolean>> {
    const firstTeam = new Map<string, string>();
    const published = ResultEntry.find({ publishedIn: { $ne: null } }).sort({ _id: 1 });
    for (const { personId, teamId } of await published.lean())
      if (!firstTeam.has(personId)) firstTeam.set(personId, teamId);
    const posts = new Map(lived.posts.map((post) => [post.id, post]));
    const ofPost = (keyOf: (postId: string) => unknown) => (atom: Atom, key: string) =>
      (atom.node.includes('post:') ? keyOf(atom.postId) : '') === key;
    return {
      post: ofPost((postId) => postId),
      topic: ofPost((postId) => posts.get(postId)!.topic!.id),
      campaign: ofPost((postId) => posts.get(postId)!.campaign),
      level: ofPost((postId) => posts.get(postId)!.level),
      week: ({ publishedIn }, key) => publishedIn === key,
      team: ({ person }, key) => key.split(' ').includes(firstTeam.get(person) ?? 'none'),
      network: ({ network }, key) => network === key,
    };
  }

  const csvOf = async ({ http }: Reader, query: string) => {
    const { status, text } = await http.get(`${report}.csv?${query}`);
    return status === 200 ? text : '';
  };

  /** Every number of a report: the file has them all, and the page and the workbook have no others. */
  async function readReport(reader: Reader, lived: Lived, period: string, by: Breakdown): Promise<Answer[]> {
    const query = `period=${period}&by=${by}`;
    const csv = await csvOf(reader, query);
    // A week before anybody shared is no period.
    if (csv === '') return [];
    const [head, ...lines] = linesOf(csv);
    const rows = lines.filter((line) => line.length === head!.length);
    const page = (await reader.visit(`${report}?${query}`)).text;
    for (const person of lived.people) expect(csv + page, query).to.not.contain(person);

    const numbers = (list: string[]) => list.slice(2).filter((cell) => /^-?\d+$/.test(cell));
    const shown = reader.page('[data-part=breakdown] tbody tr').toArray();
    // A page of nothing has no table.
    const isShown = reader.page('[data-part=breakdown]').length > 0;
    expect(shown.length, query).to.equal(isShown ? rows.length : 0);
    for (const [n, row] of shown.entries()) {
      const cells = reader.page(row).find('td.num').toArray();
      const texts = cells.map((cell) => /^-?\d+/.exec(reader.page(cell).text().trim())?.[0] ?? '0');
      expect(texts, query).to.deep.equal(numbers(rows[n]!).slice(0, texts.length));
    }
    const file = await reader.http
      .get(`${report}.xlsx?${query}`)
      .buffer()
      .parse((response, done) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => done(null, Buffer.concat(parts)));
      });
    const [sheet] = Object.values(readExcel(file.body as Buffer));
    expect(
      sheet!
        .slice(1)
        .flatMap((row) => (row.length < 3 ? [] : [row.filter((cell) => typeof cell === 'number')])),
      query,
    ).to.deep.equal(rows.map((row) => numbers(row).map(Number)));

    const counters = await countersOf(lived);
    const isPeriod = ({ publishedIn }: Atom) => isIn(period, publishedIn);
    const metricsOfHead = atomMetrics.filter((metric) => head!.includes(metric));
    const [total] = reader.page('[data-part=figures] dd').toArray();
    const posted = total ? /-?\d+/.exec(reader.page(total).text()) : null;
    return [
      ...rows.flatMap((row) =>
        metricsOfHead.map((metric): Answer => ({
          ...{ name: `${query} ${row[1]}`, metric, said: Number(row[head!.indexOf(metric)]) },
          counts: (atom) => isPeriod(atom) && counters[by](atom, row[1]!),
        })),
      ),
      ...(posted
        ? [{ name: `${query} in all`, metric: 'posted', said: Number(posted[0]), counts: isPeriod } as const]
        : []),
    ];
  }

  /** The postings of each theme, by level and in own words. */
  async function readThemes({ http }: Reader, lived: Lived): Promise<Answer[]> {
    const posts = new Map(lived.posts.map((post) => [post.id, post]));
    const [, ...lines] = linesOf((await http.get(`${baseline}/congruency.csv`)).text);
    return lines.flatMap(([, , topic, level, , said]): Answer[] =>
      said
        ? [
            {
              ...{ name: `theme ${topic} ${level}`, metric: 'posted', said: Number(said) },
              counts: ({ postId, inOwnWords }) =>
                posts.get(postId)!.topic!.id === topic &&
                (level === 'individual' ? inOwnWords : posts.get(postId)!.level === level),
            },
          ]
        : [],
    );
  }

  /** The course of each goal. */
  async function readGoals(reader: Reader, { goals, people }: Lived): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (const [metric, goalId] of Object.entries(goals)) {
      await reader.visit(`/strategy/goals/${goalId}`);
      for (const person of people) expect(reader.page('main').text()).to.not.contain(person);
      for (const row of reader.page('[data-part=course] tbody tr').toArray()) {
        const [day, value] = reader.page(row).children().toArray();
        const [date, month, year] = reader.page(day).text().trim().split('.');
        answers.push({
          name: `goal ${metric} until ${year}-${month}-${date}`,
          ...{ metric: metric as AtomMetric, said: Number(reader.page(value).text()) },
          counts: ({ publishedIn, node }) =>
            publishedIn !== null &&
            publishedIn <= `${year}-${month}-${date}` &&
            node.startsWith(`goal:${goalId}`),
        });
      }
    }
    return answers;
  }

  async function walk(app: App, lived: Lived): Promise<Answer[]> {
    const sponsor = await signedIn(app, { roles: ['sponsor'] });
    const answers = [...(await readThemes(sponsor, lived)), ...(await readGoals(sponsor, lived))];
    for (const by of breakdowns)
      for (const period of periods) answers.push(...(await readReport(sponsor, lived, period, by)));
    // Everybody who may read reports gets the same, and nobody else gets any.
    for (const role of ['advocate', 'editor', 'approver', 'admin'] satisfies Role[]) {
      const reader = await signedIn(app, { roles: [role] });
      const goals = await readGoals(reader, lived);
      const numbers = (list: Answer[]) => list.map(({ name, said }) => `${name}: ${said}`);
      expect(numbers(answers)).to.include.members(numbers(goals));
      for (const query of breakdowns.map((by) => `period=2026-Q3&by=${by}`)) {
        const { status, text } = await reader.http.get(`${report}.csv?${query}`);
        if (role === 'advocate') expect(status).to.equal(403);
        else expect(text, query).to.equal(await csvOf(sponsor, query));
      }
    }
    return answers;
  }

  /** People whose results these answers reveal. */
  function attack(atoms: Atom[], people: string[], answers: Answer[]): string | null {
    // Which of them are 0 nobody knows.
    const unknown = atoms.filter(({ figures }) => atomMetrics.some((metric) => figures[metric] !== 0));
    for (const metric of atomMetrics) {
      const rows = answers
        .filter((one) => one.metric === metric)
        .map(({ counts }) => unknown.map((atom) => Number(counts(atom))));
      const told = {
        owners: unknown.map(({ person }) => people.indexOf(person)),
        numbers: unknown.map(({ figures }) => figures[metric]),
        rows: [...new Map(rows.map((row) => [row.join(), row])).values()],
      };
      const isBelowZero = told.numbers.some((number) => number < 0);
      const revealed = findRevealed(told) ?? (isBelowZero ? null : findRevealed(withoutKnownZeros(told)));
      if (revealed) return `${metric} of ${revealed.join(', ')}`;
    }
    return null;
  }

  it('tell nothing about any five people, whatever numbers are combined', async () => {
    const seen = { organizations: 0, answers: 0 };
    const seeds = fc
      .integer({ min: 0, max: 2 ** 31 - 1 })
      .filter((seed) => planOrganization(seed).sharings.length >= 20);
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const lived = await liveThrough(services, planOrganization(seed), seed);
        const answers = await walk(createApp(services), lived);
        const atoms = await readAtoms();
        for (const { name, metric, said, counts } of answers) {
          const sum = atoms.reduce((all, atom) => all + (counts(atom) ? atom.figures[metric] : 0), 0);
          expect(said, `${metric}, ${name}`).to.equal(sum);
        }
        expect(attack(atoms, lived.people, answers)).to.equal(null);
        seen.organizations += 1;
        seen.answers += answers.length;
      }),
      { numRuns: samples(1, 30), endOnFailure: true },
    );
    expect(seen.answers).to.be.above(50 * seen.organizations);
  });
});
