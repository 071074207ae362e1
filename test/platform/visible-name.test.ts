import { expect } from 'chai';
import { z } from 'zod';
import { InvalidInput } from '../../src/platform/errors.js';
import { parseInput } from '../../src/platform/http/forms.js';
import { visibleNameField } from '../../src/platform/text/visible-name.js';

const schema = z.object({
  name: visibleNameField(20, { missing: 'people.name-missing', long: 'people.name-long' }),
});
const refusalOf = (name: unknown): unknown => {
  try {
    return parseInput(schema, { name }).name;
  } catch (error) {
    return (error as InvalidInput).fields.name;
  }
};

describe('The field of a name', () => {
  for (const [typed, name] of [
    [' Ana \t\n  Lima ', 'Ana Lima'],
    ['O’Neil-Baker', 'O’Neil-Baker'],
    ['言葉', '言葉'],
    ['دانیال \u200cپور', 'دانیال \u200cپور'],
    ['!', '!'],
    ['🚢', '🚢'],
  ])
    it(`takes ${JSON.stringify(typed)}`, () => expect(refusalOf(typed)).to.equal(name));

  for (const typed of [
    '\u200b',
    '\u200b\u200d\ufeff',
    '\u2060 \u00ad',
    '\u3164',
    '\u115f\uffa0',
    '\u2800',
    '\u0301',
    '\u{e0041}',
    'Ana\u0000',
    'Ana\u0007Lima',
    'Ana \u202egnp',
    '\u202aAna\u202c',
    'Ana\u2066',
    'Ana\u2069Lima',
  ])
    it(`refuses ${JSON.stringify(typed).replace(/[^ -~]/gu, (c) => `U+${c.codePointAt(0)!.toString(16)}`)}`, () =>
      expect(refusalOf(typed)).to.equal('common.name-invisible'));

  it('says what else is wrong in the words of the form', () => {
    for (const empty of [undefined, '', ' \n ', ['Ana']])
      expect(refusalOf(empty)).to.equal('people.name-missing');
    expect(JSON.stringify(refusalOf('x'.repeat(21)))).to.contain('people.name-long');
  });
});
