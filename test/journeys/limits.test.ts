import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { load } from 'cheerio';
import sinon from 'sinon';
import { createApp, type App } from '../../src/app.js';
import { Organization } from '../../src/organization/organization.model.js';
import { MarkedPeriod } from '../../src/statistics/marked-period.model.js';
import { createAgent, signedIn } from '../support/agent.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildTrackedLink } from '../clicks/builders.js';

interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
}
type Person = Awaited<ReturnType<typeof signedIn>>;

describe('While much is asked for at once', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  afterEach(() => sinon.restore());

  let app: App;
  beforeEach(() => (app = createApp(createTestServices())));

  /** Holds up what reports read first until it is let go. */
  function holdReports() {
    let letGo = () => undefined as void;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const original = MarkedPeriod.find.bind(MarkedPeriod);
    const held = sinon.stub(MarkedPeriod, 'find').callsFake(((...args: []) => {
      const query = original(...args);
      const exec = query.exec.bind(query);
      query.exec = () => gate.then(() => exec());
      return query;
    }) as never);
    return { held, letGo: () => letGo() };
  }

  async function othersAreAnswered() {
    const { slug } = await buildTrackedLink();
    const stranger = createAgent(app);
    expect((await stranger.http.get(`/l/${slug}`)).status).to.equal(302);
    expect((await stranger.visit('/sign-in')).status).to.equal(200);
  }

  function isRefusedPlainly({ status, headers, text }: Answer) {
    expect(status).to.equal(503);
    expect(Number(headers['retry-after'])).to.be.greaterThan(0);
    expect(load(text)('h1').text()).to.equal('Too many people are asking for this');
  }

  const until = async (isSo: () => boolean) => {
    while (!isSo()) await wait(5);
  };

  describe('reports over two years', () => {
    const address = '/reports/results?from=2024-11-19&to=2026-11-18';
    beforeEach(async () => {
      await buildOrganization();
      await Organization.updateOne({}, { visibility: 'individual' });
    });

    it('redirects and pages are answered, and nobody takes all places of those who wait', async () => {
      const { held, letGo } = holdReports();
      const answers: Answer[] = [];
      const ask = (person: Person, times: number) =>
        Array.from({ length: times }, () =>
          person.http.get(address).then((response) => {
            answers.push(response);
            return response.status;
          }),
        );
      const first = await signedIn(app, { roles: ['sponsor'] });
      const second = await signedIn(app, { roles: ['sponsor'] });
      const ten = ask(first, 10);
      // Two run and two wait.
      await until(() => answers.length === 6);
      answers.forEach(isRefusedPlainly);
      const three = ask(second, 3);
      await until(() => answers.length === 7);
      isRefusedPlainly(answers[6]!);
      await othersAreAnswered();
      expect(held.called).to.equal(true);
      letGo();
      const statuses = await Promise.all([...ten, ...three]);
      expect(statuses.filter((status) => status === 200)).to.have.lengthOf(6);
    });
  });
});
