import { expect } from 'chai';
import fc from 'fast-check';
import { copiesInOwnOrder, hasDisclosure, withDisclosure } from '../../src/sharing/suggested-copy.js';

describe('Suggested copy', () => {
  const copies = ['One', 'Two', 'Three'];

  it('comes in the same order whenever the same person opens the same post', () => {
    expect(copiesInOwnOrder(copies, 'ana', 'post')).to.deep.equal(copiesInOwnOrder(copies, 'ana', 'post'));
  });

  it('starts with each of the copies for about as many people', () => {
    const firsts = Array.from({ length: 300 }, (_, n) => copiesInOwnOrder(copies, `person-${n}`, 'post')[0]);
    for (const copy of copies) expect(firsts.filter((first) => first === copy).length).to.be.within(70, 130);
  });

  it('loses none of the copies', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), fc.string(), (texts, person, post) => {
        expect(copiesInOwnOrder(texts, person, post).toSorted()).to.deep.equal(texts.toSorted());
      }),
    );
  });

  it('says first who is speaking, once', () => {
    expect(withDisclosure('We are hiring!', 'I work at Acme.')).to.equal('I work at Acme. We are hiring!');
    expect(withDisclosure('Yes, I work at Acme, and we are hiring!', 'I work at Acme.')).to.equal(
      'Yes, I work at Acme, and we are hiring!',
    );
    expect(withDisclosure('', 'I work at Acme.')).to.equal('I work at Acme.');
    expect(withDisclosure('We are hiring!', '')).to.equal('We are hiring!');
  });

  it('always has the disclosure when it is offered', () => {
    fc.assert(
      fc.property(fc.string(), (copy) =>
        hasDisclosure(withDisclosure(copy, 'I work at Acme.'), 'I work at Acme.'),
      ),
    );
  });

  it('is noticed when the disclosure is taken out', () => {
    expect(hasDisclosure('i work at\nACME and like it', 'I work at Acme.')).to.equal(true);
    expect(hasDisclosure('We are hiring!', 'I work at Acme.')).to.equal(false);
  });
});
