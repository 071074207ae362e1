import { expect } from 'chai';
import { inMajorUnits, money } from '../../src/platform/text/money.js';

describe('An amount', () => {
  it('has as many decimals as its currency', () => {
    expect(money(1999, 'EUR', 'en')).to.equal('€19.99');
    expect(money(500, 'JPY', 'en')).to.equal('¥500');
    expect(money(1999, 'KWD', 'en').replace(/\s/, ' ')).to.equal('KWD 1.999');
    expect(money(0, 'EUR', 'en')).to.equal('€0.00');
  });

  it('is a plain number for programs', () => {
    expect([inMajorUnits(1999, 'EUR'), inMajorUnits(500, 'JPY')]).to.deep.equal([19.99, 500]);
  });
});
