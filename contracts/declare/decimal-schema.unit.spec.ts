import fc from 'fast-check';
import { Command } from './contract';
import { Created } from '../created';
import { Money, Quantity, fieldsOf } from './fields';
import { parse } from './validation';

@Command({
  subject: 'test.take-decimals',
  permission: 'self',
  status: 200,
  summary: 'Take decimals',
  answers: Created,
})
class TakeDecimals {
  @Quantity({ optional: true }) positive?: string;
  @Quantity({ optional: true, sign: 'signed' }) signed?: string;
  @Money({ optional: true }) cost?: string;
}

const takes = (name: string, value: unknown) => {
  try {
    parse(TakeDecimals, { [name]: value });
    return true;
  } catch {
    return false;
  }
};

describe('a decimal', () => {
  it.each([
    ['positive', '1.2340'],
    ['positive', '0000000000001'],
    ['cost', '-0'],
    ['cost', '-0.0'],
    ['cost', '1.00000'],
  ])('of the field %s is not taken as %p, which its schema does not allow', (name, value) => {
    expect(takes(name, value)).toBe(false);
  });

  it('in text is taken only where the pattern of its schema matches', () => {
    const digits = fc.string({ unit: fc.constantFrom('0', '1', '9'), minLength: 1, maxLength: 14 });
    const text = fc
      .tuple(fc.constantFrom('', '-'), digits, fc.option(digits, { nil: undefined }))
      .map(([sign, integer, fraction]) => `${sign}${integer}${fraction === undefined ? '' : `.${fraction}`}`);
    const field = fc.constantFrom(...fieldsOf(TakeDecimals));
    fc.assert(
      fc.property(field, text, ({ name, kind }, value) => {
        const { pattern } = kind.schema({ use: 'request', nested: () => ({}) }) as { pattern: string };
        if (takes(name, value)) expect(value).toMatch(new RegExp(pattern));
      }),
    );
  });
});
