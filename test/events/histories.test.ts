import { expect } from 'chai';
import '../../src/app.js';
import '../../src/sample-organization/index.js';
import { productModels } from '../../scripts/product-models.js';
import { jobs } from '../../jobs/index.js';
import { historyOf, modelsWithHistory } from '../../src/events/history.js';
import { withoutHistory } from '../../src/events/without-history.js';

describe('The collections with a history', () => {
  const models = productModels();
  const nameOf = ({ collection }: { collection: unknown }) => (collection as { name: string }).name;

  it('and those without are all that there are, and none is both', () => {
    expect(jobs.length).to.be.above(10);
    const have = modelsWithHistory()
      .map(nameOf)
      .filter((name) => models.some((model) => nameOf(model) === name));
    expect(models.map(nameOf).sort()).to.deep.equal([...have, ...Object.keys(withoutHistory)].sort());
    for (const reason of Object.values(withoutHistory)) expect(reason).to.match(/\w+ \w+|counters/);
  });

  it('have a name of their own in events, and name no field that they lack', () => {
    const own = models.filter((model) => modelsWithHistory().includes(model));
    const kinds = own.map((model) => historyOf(model).kind);
    expect(new Set(kinds).size).to.equal(kinds.length);
    for (const model of own) {
      const { derived = [], secret = [] } = historyOf(model);
      const lacks = [...derived, ...secret].filter(
        (field) => model.schema.pathType(field) === 'adhocOrUndefined',
      );
      expect(lacks, model.modelName).to.deep.equal([]);
    }
  });
});
