import { expect } from 'chai';
import fc from 'fast-check';
import { passwordProblem } from '../../src/users/password-rules.js';

const known = { email: 'ana.prado@example.com', organizationName: 'Harbour Works' };
const problemWith = (password: string) => passwordProblem(password, known);

describe('A good password', () => {
  it('has twelve characters at least, whatever kind they are of', () => {
    expect(problemWith('ferrybell12')).to.equal('users.password-short');
    expect(problemWith('ferry bell l')).to.equal(null);
    expect(problemWith('пароль ночью')).to.equal(null);
    expect(problemWith('😀🎈🐳⛵🌊🏝🐚🦀🐬🌅⚓')).to.equal('users.password-short');
  });

  it('is not on the list of the most common, in capitals either', () => {
    expect(problemWith('Password1234')).to.equal('users.password-common');
    expect(problemWith('QWERTYUIOP12')).to.equal('users.password-common');
  });

  it('is not three characters over and over', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', '1'), { minLength: 12, maxLength: 60 }),
        (characters) => problemWith(characters.join('')) === 'users.password-common',
      ),
    );
  });

  it('is more than the address or the name of the organization', () => {
    expect(problemWith('ana.prado@example.com')).to.equal('users.password-guessable');
    expect(problemWith('Harbour Works 2026')).to.equal('users.password-guessable');
    expect(problemWith('harbourworksharbourworks')).to.equal('users.password-guessable');
    expect(problemWith('groundswell!!')).to.equal('users.password-guessable');
    expect(problemWith('Harbour Works ferry bell')).to.equal(null);
  });

  it('can be any long and varied text that has nothing to do with us', () => {
    fc.assert(fc.property(fc.uuid(), (text) => problemWith(text) === null));
  });
});
