import { expect } from 'chai';
import { Types } from 'mongoose';
import { copyLabels, dimensionNames, dimensions } from '../../src/links/dimensions.js';
import { historyOf, isDerived } from '../../src/events/history.js';
import { TrackedLink } from '../../src/links/tracked-link.model.js';
import { isWord } from '../../src/platform/text/words.js';
import { Post } from '../../src/posts/post.model.js';
import { dimensionNamings } from '../../src/reports/dimension-names.js';
import { Share } from '../../src/sharing/share.model.js';
import { DailyStatistic } from '../../src/statistics/daily-statistic.model.js';

const labels = dimensionNames.flatMap((name) => dimensions[name].label ?? []);

describe('The dimensions of results', () => {
  it('are labels of each share and daily row, and those of the sharing of each link', () => {
    for (const name of dimensionNames) {
      const { label, from } = dimensions[name];
      if (!label) continue;
      expect(Share.schema.path(label), label).to.not.equal(undefined);
      expect(DailyStatistic.schema.path(`labels.${label}`), label).to.not.equal(undefined);
      const ofLink: unknown = TrackedLink.schema.path(`labels.${label}`);
      expect(ofLink !== undefined, label).to.equal(from === 'sharing');
      // The event of a share does not record what moves with the post.
      expect(isDerived(historyOf(Share), label), label).to.equal(from === 'post');
      if (from === 'post') expect(Post.schema.path(label), label).to.not.equal(undefined);
    }
  });

  it('have an index on daily rows if the table says so', () => {
    const indexed = DailyStatistic.schema.indexes().flatMap(([fields]) => Object.keys(fields)[0]!);
    for (const name of dimensionNames.filter((one) => dimensions[one].isIndexed))
      expect(indexed).to.include(`labels.${dimensions[name].label}`);
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
        `by-${name}`,
        ...(isFilter ? [`all-${name}`] : []),
        ...(isAboutPeople ? [`visibility-${name}-individual`] : []),
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
