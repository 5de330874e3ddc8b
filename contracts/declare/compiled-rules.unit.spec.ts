import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, ValidateNested, validateSync } from 'class-validator';
import fc from 'fast-check';
import { satisfiesRules } from './compiled-rules';
import { Id, List, Nested, Quantity, Text } from './fields';

class Inner {
  @IsInt() @Max(5) size: unknown;
}

class Outer {
  @IsString() @MaxLength(3) name: unknown;
  @IsOptional() @IsIn(['a', 'b'], { each: true }) letters: unknown;
  @IsOptional() @ValidateNested() inner: unknown;
  @IsOptional() @ValidateNested({ each: true }) inners: unknown;
}

class Declared {
  @Id() id: unknown;
  @Quantity({ optional: true, nullable: true }) quantity: unknown;
  @List(Text({ max: 2 }), { max: 2, optional: true }) texts: unknown;
  @Nested(() => Inner, { optional: true }) inner: unknown;
}

function instance(type: new () => object, values: object): object {
  return Object.assign(new type(), values);
}

const inner = fc.oneof(
  fc.record({ size: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.string()) }).map((values) => instance(Inner, values)),
  fc.constantFrom(undefined, undefined, undefined, null, 'text', 7),
);
const scalar = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.integer(),
  fc.constantFrom(undefined, undefined, 'ab', null, 'a', 'b', '1.5', true),
);

const outer = fc
  .record({
    name: scalar,
    letters: fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })),
    inner,
    inners: fc.oneof(inner, fc.array(inner, { maxLength: 2 })),
  })
  .map((values) => instance(Outer, values));

const declared = fc
  .record({
    id: fc.oneof({ arbitrary: fc.uuid(), weight: 4 }, scalar),
    quantity: scalar,
    texts: fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })),
    inner,
  })
  .map((values) => instance(Declared, values));

describe('satisfiesRules', () => {
  it('agrees with class-validator on every instance', () => {
    let satisfied = 0;
    fc.assert(
      fc.property(fc.oneof(outer, declared), (object) => {
        const answer = satisfiesRules(object);
        if (answer) satisfied++;
        expect(answer).toBe(validateSync(object, { forbidUnknownValues: false, stopAtFirstError: true }).length === 0);
      }),
      { numRuns: 3_000 },
    );
    expect(satisfied).toBeGreaterThan(20);
  });
});
