import { expect } from 'chai';
import { Types } from 'mongoose';
import { copyLabels, dimensionNames, dimensions } from '../../src/links/dimensions.js';
import { TrackedLink } from '../../src/links/tracked-link.model.js';
import { isWord } from '../../src/platform/text/words.js';
import { dimensionNamings } from '../../src/reports/dimension-names.js';
import { Share } from '../../src/sharing/share.model.js';
import { DailyStatistic } from '../../src/statistics/daily-statistic.model.js';

const labels = dimensionNames.flatMap((name) => dimensions[name].label ?? []);

describe('The dimensions of results', () => {
  it('are labels of each share, link and daily row', () => {
    for (const label of labels) {
      expect(Share.schema.path(label), label).to.not.equal(undefined);
      expect(TrackedLink.schema.path(`labels.${label}`), label).to.not.equal(undefined);
      expect(DailyStatistic.schema.path(`labels.${label}`), label).to.not.equal(undefined);
    }
  });

  it('are copied whole and alone: ids as text, and null for what an older release did not store', () => {
    const team = new Types.ObjectId();
    const share = { caption: 'mine', teamId: team, network: 'x', level: 'corporate' };
    const copied = copyLabels(share as never);
    expect(Object.keys(copied)).to.have.members(labels);
    expect(copied).to.include({ teamId: team.toString(), network: 'x', topicId: null });
  });

  it('have all the texts that a report needs', () => {
    const texts = dimensionNames.flatMap((name) => {
      const { isFilter, isAboutPeople } = dimensions[name];
      const { nameless } = dimensionNamings[name];
      return [
        ...[`by-${name}`, `withheld-${name}_one`, `withheld-${name}_other`],
        ...(isFilter ? [`all-${name}`] : []),
        ...(isAboutPeople ? ['individual', 'own-only'].map((who) => `visibility-${name}-${who}`) : []),
        ...(nameless ? [nameless] : []),
      ];
    });
    expect(texts.filter((text) => !isWord(`reports.${text}`))).to.deep.equal([]);
  });

  it('list their keys if a report can be limited to one of them', () => {
    for (const name of dimensionNames.filter((one) => dimensions[one].isFilter))
      expect(dimensionNamings[name], name).to.have.property('list');
  });
});
