import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { allContracts } from './catalogue';
import type { Contract } from './declare/contract';
import { exampleOf, fieldsOf, schemaOf } from './declare/field';
import type { Field, FieldKind, FieldedClass, JsonSchema } from './declare/field';
import { undescribedFaults } from './declare/request-rules';
import { parse } from './declare/validation';
import { DomainError } from './errors';
import type { FieldError } from './errors';

/** One rule is written as a schema, at the gateway and in the service: generated requests must meet the same answer. */

const ajv = addFormats(new Ajv2020({ strict: false }));

const inlineSchema = (type: FieldedClass): JsonSchema => schemaOf(type, { use: 'request', nested: inlineSchema });

const schemaOfKind = (kind: FieldKind) => kind.schema({ use: 'request', nested: inlineSchema });

/** Values that one of two readers of a rule might take, and the other not. */
const TRICKY: readonly unknown[] = [
  '',
  ' ',
  '\t',
  'a',
  'A1',
  '-a',
  'é',
  'e\u0301',
  '\u0958',
  '\ufb2c',
  '😀',
  '\u200b',
  '\ud800',
  '\0',
  'a\nb',
  '東京',
  '0',
  '-0',
  '-0.0',
  '1.2340',
  '1.23456',
  '01',
  '+1',
  '1.',
  '.5',
  '1e3',
  '999999999999',
  '1000000000000',
  '1/3',
  '2026-02-30',
  '2026-02-28',
  '2026-01-31T24:00:00Z',
  '2026-01-31T09:30:00Z',
  '1899-12-31',
  'Europe/Berlin',
  '0197A3C4-5D6E-7F80-9A1B-2C3D4E5F6071',
  'ada@example.com',
  'ADA@EXAMPLE.com',
  'true',
  'EUR',
  'eur',
  'api',
  0,
  -0,
  1,
  -1,
  1.5,
  1e12,
  1e-7,
  1e21,
  Number.MAX_SAFE_INTEGER,
  true,
  false,
  null,
  [],
  {},
  [''],
  [null],
  { a: 1 },
];

/** At, below and above the lengths that the schema names, in letters of one and two units, and of those that NFC changes. */
function edgesOf({ minLength = 0, maxLength = 0 }: JsonSchema): readonly string[] {
  const lengths = [minLength, maxLength].map(Number).flatMap((length) => [length - 1, length, length + 1]);
  return ['a', '1', '😀', 'é', 'e\u0301', '\u0958'].flatMap((letter) =>
    lengths.filter((length) => length > 0 && length <= 4_000).map((length) => letter.repeat(length)),
  );
}

function valueOf(kind: FieldKind): fc.Arbitrary<unknown> {
  const schema = schemaOfKind(kind);
  const usual = kind.nested
    ? requestOf(kind.nested())
    : kind.element
      ? fc.array(valueOf(kind.element), { maxLength: 4 })
      : fc.constantFrom(...((schema['enum'] as readonly unknown[] | undefined) ?? [kind.example()]));
  const edges = edgesOf(schema);
  return fc.oneof(
    { arbitrary: usual, weight: 12 },
    { arbitrary: fc.constantFrom(...TRICKY), weight: 2 },
    { arbitrary: edges.length > 0 ? fc.constantFrom(...edges) : fc.constant('x'), weight: 2 },
    { arbitrary: fc.string({ unit: 'binary', maxLength: 12 }), weight: 1 },
  );
}

function requestOf(type: FieldedClass): fc.Arbitrary<Record<string, unknown>> {
  const fields = fieldsOf(type);
  const whole = exampleOf(type, 'answer');
  const given = (field: Field) => fc.oneof({ arbitrary: fc.constant(field.example), weight: 3 }, valueOf(field.kind));
  const values = fc.record(Object.fromEntries(fields.map((field) => [field.name, given(field)])), { requiredKeys: [] });
  // Two fields changed at a time leave most requests good enough to come to the rules of the others.
  const names = fc.subarray(
    fields.map(({ name }) => name),
    { maxLength: Math.min(2, fields.length) },
  );
  const left = fc.subarray(
    fields.map(({ name }) => name),
    { maxLength: Math.min(3, fields.length) },
  );
  return fc.tuple(values, names, left).map(([changed, chosen, without]) => {
    const request = {
      ...whole,
      ...Object.fromEntries(chosen.flatMap((name) => (name in changed ? [[name, changed[name]]] : []))),
    };
    for (const name of without) if (!chosen.includes(name)) delete request[name];
    return request;
  });
}

/** As it comes over a wire: what JSON does not hold is gone. */
const sent = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

function answered({ type }: Contract, request: unknown): { parsed?: object; faults: readonly FieldError[] } {
  try {
    return { parsed: parse(type, request), faults: [] };
  } catch (error) {
    if (error instanceof DomainError && error.code === 'VALIDATION_FAILED') return { faults: error.fields };
    throw error;
  }
}

/** The faults that a schema describes in full. FORMAT it cannot: days that exist, zones, addresses, blank text. */
const DESCRIBED = new Set(['REQUIRED', 'UNKNOWN', 'TYPE', 'LENGTH', 'RANGE', 'SCALE', 'CHOICE', 'COUNT']);

/** The pointers of faults by rules about several fields that no schema expresses. */
function byUndescribedRules({ type }: Contract, request: unknown): readonly string[] {
  // Rules are declared for a class alone: this one has its fields without them.
  class Fields extends (type as new () => object) {}
  try {
    return undescribedFaults(type, parse(Fields, request)).map(({ pointer }) => pointer);
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}

describe.each(allContracts().map((contract) => [contract.name, contract] as const))(
  'a request of %s',
  (_name, contract) => {
    const validate = ajv.compile(inlineSchema(contract.type));
    const requests = requestOf(contract.type).map(sent);

    it('that passes the gateway passes the service, unchanged, and fits the schema', () => {
      let passed = 0;
      fc.assert(
        fc.property(requests, (request) => {
          const atGateway = answered(contract, request).parsed;
          if (!atGateway) return;
          passed++;
          const payload = sent(atGateway);
          expect(sent(answered(contract, payload).parsed)).toEqual(payload);
          expect([validate(request), validate.errors]).toEqual([true, null]);
        }),
        // The documented one passes, so that some do whatever is drawn.
        { numRuns: 100, examples: [[sent(exampleOf(contract.type, 'request')) as never]] },
      );
      expect(passed).toBeGreaterThan(0);
    });

    /** Faults of a request that the schema takes, although it could have named them. */
    function unforeseen(request: unknown): readonly FieldError[] {
      // Lengths are those of the form that is kept, and a schema sees the form that is sent.
      const text = JSON.stringify(request);
      if (text !== text.normalize('NFC') || !validate(request)) return [];
      const { faults } = answered(contract, request);
      const undescribed = faults.length === 0 ? [] : byUndescribedRules(contract, request);
      return faults.filter(({ code, pointer }) => DESCRIBED.has(code) && !undescribed.includes(pointer));
    }

    it('that fits the schema is refused for nothing that a schema describes', () => {
      fc.assert(
        fc.property(requests, (request) => expect(unforeseen(request)).toEqual([])),
        { numRuns: 100 },
      );
    });

    it('with any one field that readers of a rule may take differently fits the schema only if the service takes it', () => {
      const whole = exampleOf(contract.type, 'request');
      for (const { name, kind } of fieldsOf(contract.type)) {
        for (const value of [...TRICKY, ...edgesOf(schemaOfKind(kind))]) {
          const request = sent({ ...whole, [name]: value });
          expect([request, unforeseen(request)]).toEqual([request, []]);
        }
      }
    });
  },
);
