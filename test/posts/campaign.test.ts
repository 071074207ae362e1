import { expect } from 'chai';
import fc from 'fast-check';
import { campaignFrom } from '../../src/posts/campaign.js';

describe('The campaign of a post', () => {
  const cases: [string, string][] = [
    ['We are hiring: 12 engineers!', 'we-are-hiring-12-engineers'],
    ['Größe zählt — Übung macht den Meister', 'groesse-zaehlt-uebung-macht-den-meister'],
    ['STRASSE UND STRAẞE', 'strasse-und-strasse'],
    ['Ação e coração: não há limão', 'acao-e-coracao-nao-ha-limao'],
    ['Déjà vu à l’Œuvre', 'deja-vu-a-l-oeuvre'],
    ['Zażółć gęślą jaźń', 'zazolc-gesla-jazn'],
    ['Größe'.normalize('NFD'), 'groesse'],
    ['ブログ', 'post'],
    ['', 'post'],
    ['a'.repeat(80), 'a'.repeat(60)],
  ];
  for (const [title, campaign] of cases)
    it(`of ${JSON.stringify(title.slice(0, 40))} is ${campaign.slice(0, 40)}`, () => {
      expect(campaignFrom(title)).to.equal(campaign);
    });

  it('is cut between words', () => {
    expect(campaignFrom(`${'a'.repeat(50)} second-word-here`)).to.equal(`${'a'.repeat(50)}-second`);
  });

  it('is lower case letters, digits and single hyphens, at most 60, and stays what it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (title) => {
        const campaign = campaignFrom(title);
        expect(campaign).to.match(/^[a-z0-9]+(-[a-z0-9]+)*$/);
        expect(campaign.length).to.be.at.most(60);
        expect(campaignFrom(campaign)).to.equal(campaign);
      }),
    );
  });
});
