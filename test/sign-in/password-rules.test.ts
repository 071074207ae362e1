import { dictionary } from '@zxcvbn-ts/language-common';
import { expect } from 'chai';
import fc from 'fast-check';
import { commonPasswords } from '../../src/sign-in/common-passwords.js';
import { passwordProblem } from '../../src/sign-in/password-rules.js';

const diceware = (dictionary as unknown as Record<string, string[]>)['diceware-common']!;
const known = { email: 'ana.prado@example.com', organizationName: 'Harbour Works' };
const problemWith = (password: string) => passwordProblem(password, known);

describe('A good password', () => {
  it('has twelve characters at least, whatever kind they are of', () => {
    expect(problemWith('ferrybell12')).to.equal('sign-in.password-short');
    expect(problemWith('ferry bell l')).to.equal(null);
    expect(problemWith('пароль ночью')).to.equal(null);
    expect(problemWith('😀🎈🐳⛵🌊🏝🐚🦀🐬🌅⚓')).to.equal('sign-in.password-short');
  });

  it('is not on the list of the most common, in capitals either', () => {
    expect(problemWith('Password1234')).to.equal('sign-in.password-common');
    expect(problemWith('QWERTYUIOP12')).to.equal('sign-in.password-common');
  });

  it('is no common or breached password with a year, digits, signs or capitals put to it', () => {
    const habits = [
      ...['Password123!', 'P@ssw0rd1234', '!!Welcome123!!', 'Letmein2026!!', 'Admin@123456', 'ChangeMe2026!'],
      ...['Summer2026!!', 'January 2026!', 'Montag2026!!!', 'Sommer2026!!', 'Passwort123!', '$umm3r2026!x'],
      ...['Gr0und$well2026', 'Liverpool2024', 'Michael1985!!', 'ninja monkey dragon', 'passwordpassword'],
      ...[
        'Qwertz123456',
        'abcdefghijkl',
        '987654321012',
        'password'.repeat(20),
        'correct horse battery staple',
      ],
    ];
    for (const password of habits)
      expect(problemWith(password), password).to.match(/^sign-in\.password-(common|guessable)$/);
  });

  it('is no list entry that is long enough, in any capitals and with any year', () => {
    // With a year and a sign, the last of the list are just hard enough to guess.
    const entries = [...commonPasswords().ranks].flatMap(([word, rank]) =>
      word.length >= 8 && word.length <= 16 && rank < 90_000 ? word : [],
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...entries),
        fc.boolean(),
        fc.integer({ min: 1950, max: 2030 }),
        (word, loud, year) => {
          const password = `${loud ? word.toUpperCase() : word}${year}!`;
          return problemWith(password) !== null;
        },
      ),
    );
  });

  it('may come from a generator, as letters or as words', () => {
    const letters = [...'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'];
    const seed = fc.integer({ min: 0, max: 1e9 });
    const random = fc.tuple(seed, fc.integer({ min: 12, max: 200 })).map(([from, length]) => {
      // A generator's letters are independent of each other; fast-check's are often the same.
      let state = from;
      const next = () => (state = (state * 48271 + 11) % 2147483647);
      return Array.from({ length }, () => letters[next() % letters.length]).join('');
    });
    fc.assert(fc.property(random, (password) => problemWith(password) === null));
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...diceware), { minLength: 4, maxLength: 8 }),
        (words) => problemWith(words.join(' ')) === null,
      ),
    );
  });

  it('is checked in no time, however long and odd it is', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 100, maxLength: 200, unit: fc.constantFrom(...'aA@4$5!1|0o2026') }),
        (password) => {
          const from = process.cpuUsage();
          problemWith(password);
          expect(process.cpuUsage(from).user).to.be.below(100_000);
        },
      ),
    );
  });

  it('is not three characters over and over', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', '1'), { minLength: 12, maxLength: 60 }),
        (characters) => problemWith(characters.join('')) === 'sign-in.password-common',
      ),
    );
  });

  it('is more than the address or the name of the organization', () => {
    expect(problemWith('ana.prado@example.com')).to.equal('sign-in.password-guessable');
    expect(problemWith('Harbour Works 2026')).to.equal('sign-in.password-guessable');
    expect(problemWith('harbourworksharbourworks')).to.equal('sign-in.password-guessable');
    expect(problemWith('groundswell!!')).to.equal('sign-in.password-guessable');
    expect(problemWith('Harbour Works ferry bell')).to.equal(null);
  });

  it('can be any long and varied text that has nothing to do with us', () => {
    fc.assert(fc.property(fc.uuid(), (text) => problemWith(text) === null));
  });
});
