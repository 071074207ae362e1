import { expect } from 'chai';
import fc from 'fast-check';
import { createApp, type App } from '../../src/app.js';
import { measureGoals } from '../../src/goals/measure-goals.js';
import type { Row } from '../../src/platform/text/read-rows.js';
import { enterFigures } from '../../src/strategy/account-for-goal.js';
import { EnteredFigure } from '../../src/strategy/entered-figure.model.js';
import { readFigures } from '../../src/strategy/read-figures.js';
import { addStep } from '../../src/strategy/write-step.js';
import { signedIn, type Agent } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { diesAt } from '../support/dies-at.js';
import { runJob } from '../support/run-job.js';
import { buildFunnel, stepInput } from './builders.js';

describe('Figures of a file', () => {
  let app: App;
  const services = createTestServices();
  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow('2026-11-29T09:00:00Z');
    app = createApp(services);
  });

  /** A goal whose figures people enter, one that the portal counts, and the page of the first for an admin. */
  async function openGoal() {
    const { owner, admin, departmentGoalId, insightId } = await buildFunnel(services);
    const add = async (metric: string) =>
      (
        await addStep(services, {
          ...{ ...stepInput['social-goal'], departmentGoalId, insightIds: [insightId], owner: owner.email },
          ...{ actor: admin, step: 'social-goal', metric, start: '0', target: '90', title: metric },
        })
      ).id;
    const id = await add('questions-answered');
    const agent = await signedIn(app, { roles: ['admin'] });
    await agent.visit(`/strategy/goals/${id}/figures`);
    return { id, agent, counted: await add('clicks') };
  }

  function send(agent: Agent, id: string, text: string | Buffer) {
    const page = `/strategy/goals/${id}/figures`;
    const fields = { _csrf: String(agent.page('[name=_csrf]').first().val()), _page: page };
    let request = agent.http.post(`${page}/file`);
    for (const [name, value] of Object.entries(fields)) request = request.field(name, value);
    return request.attach('file', Buffer.from(text), 'figures.csv');
  }
  const stored = () => EnteredFigure.find().sort({ day: 1 }).lean();

  it('are entered together, with their source and who sent them, and count for the goal', async () => {
    const { id, agent } = await openGoal();
    const file = 'Day;Figure;Channel;Source\r\n28.11.2026;1.250,5;;Tickets\r\n27.11.2026;12;Chat;Tickets\r\n';
    expect((await send(agent, id, file)).headers.location).to.equal(`/strategy/goals/${id}`);
    expect(
      (await stored()).map(({ day, value, part, source, byId }) => [day, value, part, source, String(byId)]),
    ).to.deep.equal([
      ['2026-11-27', 12, 'Chat', 'Tickets', agent.user.id],
      ['2026-11-28', 1250.5, '', 'Tickets', agent.user.id],
    ]);
    await agent.visit(`/strategy/goals/${id}`);
    expect(agent.page('.flash, .notice').text()).to.contain('2 figures entered');
    expect((await measureGoals(services, [id])).get(id)!.state.until).to.equal('2026-11-28');
  });

  it('are all refused when one is wrong, and each wrong row is named with its column', async () => {
    const { id, agent } = await openGoal();
    const rows = [
      '2026-11-20,5,Tickets',
      '2026-11-31,5,Tickets',
      '2026-11-21,many,Tickets',
      '2026-11-22,6,',
      '2027-01-01,6,Tickets',
      '2026-11-20,7,Tickets',
      '2026-11-23,-1,Tickets',
    ];
    const answer = await send(agent, id, `day,figure,source\n${rows.join('\n')}\n`);
    expect(answer.status).to.equal(422);
    const text = answer.text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(text).to.contain('6 rows are wrong');
    for (const row of ['3 day', '4 figure', '5 source', '6 day', '7 day Line 2 has the same day', '8 figure'])
      expect(text).to.contain(row);
    expect(await stored()).to.deep.equal([]);
  });

  it('count all or not at all, wherever their process is killed', async () => {
    const { id, agent } = await openGoal();
    const file = Buffer.from('day,figure,source\n2026-11-26,1,a\n2026-11-27,2,b\n2026-11-28,4,c\n');
    const enter = () => enterFigures(services, { actor: agent.user, goalId: id, file, locale: 'en' });
    const shown = async () => {
      await agent.visit(`/strategy/goals/${id}`);
      const { value } = (await measureGoals(services, [id])).get(id)!.state;
      return { value, listed: agent.page('[data-part=figures] tbody tr').length };
    };
    const none = await shown();

    await diesAt('figures.stored', enter);
    expect(await stored()).to.have.length(2);
    expect(await shown()).to.deep.equal(none);
    await runJob(services, 'finish-figures');
    expect(await stored(), 'its process may still be at it').to.have.length(2);
    services.setNow('2026-11-29T11:00:00Z');
    await runJob(services, 'finish-figures');
    expect(await stored()).to.deep.equal([]);

    await diesAt('figures.whole', enter);
    await runJob(services, 'finish-figures');
    await runJob(services, 'finish-figures');
    expect(await shown()).to.deep.equal({ value: 7, listed: 3 });
    expect((await stored()).map(({ inFile }) => inFile)).to.deep.equal([undefined, undefined, undefined]);
  });

  it('need a table with named columns, of 10,000 rows at most, and a goal whose figures are entered', async () => {
    const { id, agent, counted } = await openGoal();
    const refused = async (file: string | Buffer) => {
      const answer = await send(agent, id, file);
      expect(answer.status).to.equal(422);
      return answer.text;
    };
    expect(await refused('2026-11-20,5,Tickets\n')).to.contain(
      'does not name these columns: day, figure, source',
    );
    for (const empty of ['', 'day,figure,source\n'])
      expect(await refused(empty)).to.contain('There is no line in it');
    expect(await refused(Buffer.from('PK\u0003\u0004xx'))).to.contain('workbook');
    const row = '2026-11-20,5,Tickets\n';
    expect(await refused(`day,figure,source\n${row.repeat(10_001)}`)).to.match(/may have 10.?000 lines/);
    expect(await stored()).to.deep.equal([]);
    expect((await send(agent, counted, `day,figure,source\n${row}`)).status).to.equal(409);
    const stranger = await signedIn(app, { roles: ['advocate'] });
    await stranger.visit('/strategy');
    expect((await send(stranger, id, `day,figure,source\n${row}`)).status).to.be.within(403, 409);
    expect(await stored()).to.deep.equal([]);
  });

  it('are read as they are written in a region, wherever a file can be read in two ways', () => {
    const now = new Date('2026-11-29T09:00:00Z');
    const days = fc.date({ min: new Date('2020-01-01'), max: new Date('2026-11-28'), noInvalidDate: true });
    const regions = ['en-u-rg-dezzzz', 'en-u-rg-uszzzz', 'en-u-rg-frzzzz', 'en-u-rg-gbzzzz'];
    fc.assert(
      fc.property(
        fc.constantFrom(...regions),
        fc.uniqueArray(
          days.map((day) => day.toISOString().slice(0, 10)),
          { minLength: 1, maxLength: 5 },
        ),
        fc.integer({ min: 0, max: 99_999_999 }),
        (locale, some, hundredths) => {
          const tag = { de: 'de-DE', us: 'en-US', fr: 'fr-FR', gb: 'en-GB' }[locale.slice(8, 10)]!;
          const date = new Intl.DateTimeFormat(tag, {
            timeZone: 'UTC',
            year: 'numeric',
            month: '2-digit',
            day: '2-digit',
          });
          const number = new Intl.NumberFormat(tag, { maximumFractionDigits: 2 }).format(hundredths / 100);
          const cells = [
            ['day', 'figure', 'source'],
            ...some.map((day) => [date.format(new Date(day)), number, 'Tickets']),
          ];
          const rows = cells.map((row, n): Row => ({
            line: n + 1,
            cells: row,
            end: { offset: 0, line: n + 2 },
          }));
          const read = readFigures(rows, { locale, now });
          expect('rows' in read && read.rows.map(({ fields }) => [fields?.day, fields?.value])).to.deep.equal(
            some.map((day) => [day, hundredths / 100]),
          );
        },
      ),
    );
  });
});
