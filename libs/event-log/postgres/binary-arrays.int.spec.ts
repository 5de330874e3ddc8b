import fc from 'fast-check';
import { Client } from 'pg';
import { type TestDatabase, testDatabase } from '#libs/testing/database';
import { integerArray, textArray, uuidArray } from './binary-arrays';

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await testDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** The parameter as the server reads it, element by element. */
async function received(type: string, parameter: Buffer): Promise<unknown[]> {
  const { rows } = await client.query<{ elements: unknown[] }>(`SELECT to_json($1::${type}[]) AS elements`, [
    parameter,
  ]);
  return rows[0]?.elements ?? [];
}

async function expectArrival<T>(type: string, elements: fc.Arbitrary<T>, write: (values: readonly T[]) => Buffer) {
  await fc.assert(
    fc.asyncProperty(fc.array(elements), async (values) => {
      expect(await received(type, write(values))).toEqual(values);
    }),
    { numRuns: 50, endOnFailure: true },
  );
}

describe('a parameter arrives as it was written', () => {
  const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\u0000', ''));

  it('when it is an array of texts', () => expectArrival('text', text, textArray));
  it('when it is an array of integers', () => expectArrival('integer', fc.integer(), integerArray));
  it('when it is an array of UUIDs', () => expectArrival('uuid', fc.uuid(), uuidArray));
});
