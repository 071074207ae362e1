import { expect } from 'chai';
import { z } from 'zod';
import { InvalidInput } from '../../src/platform/errors.js';
import { parseInput } from '../../src/platform/http/forms.js';

const fieldsRefused = (schema: z.ZodType, input: unknown) => {
  try {
    parseInput(schema, input);
  } catch (error) {
    if (error instanceof InvalidInput) return error.fields;
    throw error;
  }
  return {};
};

describe('What a form brings', () => {
  it('is refused with the first message of each field', () => {
    const schema = z.object({
      name: z.string().min(1, 'people.name-missing').regex(/x/, 'people.name-long'),
      email: z.string('people.email-missing'),
    });
    expect(fieldsRefused(schema, { name: '' })).to.deep.equal({
      name: 'people.name-missing',
      email: 'people.email-missing',
    });
  });

  it('is refused with the maximum where the text names it', () => {
    const schema = z.object({
      text: z.string().max(50_000, 'guidelines.text-long'),
      name: z.string().max(5, 'people.name-long'),
    });
    expect(fieldsRefused(schema, { text: 'x'.repeat(50_001), name: 'Ana Lima' })).to.deep.equal({
      text: { key: 'guidelines.text-long', values: { max: 50_000 } },
      name: 'people.name-long',
    });
  });

  it('is refused in our words even where a schema has none', () => {
    expect(fieldsRefused(z.object({ page: z.number() }), { page: 'x' })).to.deep.equal({
      page: 'common.not-understood',
    });
  });

  it('may be nothing at all', () => {
    expect(parseInput(z.object({}), undefined)).to.deep.equal({});
  });
});
