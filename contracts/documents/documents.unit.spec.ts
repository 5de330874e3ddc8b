import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
const document = (name: string) => read(join(__dirname, '..', name));

interface Operation {
  readonly operationId: string;
  readonly 'x-permission': string;
}

describe('openapi.json', () => {
  const openapi = document('openapi.json');

  it('is valid by the meta-schema of OpenAPI 3.1', () => {
    const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true })).addFormat('media-range', true);
    const metaSchema = read(require.resolve('@seriousme/openapi-schema-validator/schemas/v3.1/schema.json'));
    const validate = ajv.compile(metaSchema);
    expect(validate(openapi) ? [] : validate.errors).toEqual([]);
  });

  it('resolves every reference', () => {
    const references = [...JSON.stringify(openapi).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      (match) => match[1] as string,
    );
    const resolve = (path: string) =>
      path.split('/').reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], openapi);
    expect(references.length).toBeGreaterThan(100);
    expect(references.filter((path) => resolve(path) === undefined)).toEqual([]);
  });

  it('writes paths in full, and names operations and permissions', () => {
    const paths = Object.entries(openapi.paths as Record<string, Record<string, Operation>>);
    expect(
      paths
        .map(([path]) => path)
        .filter((path) => !/^\/(?:api\/v1\/|calendar\/|health|metrics|\.well-known\/)/.test(path)),
    ).toEqual([]);
    const operations = paths.flatMap(([, methods]) => Object.values(methods));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(operations.filter((operation) => !operation['x-permission'])).toEqual([]);
  });

  it('has components whose schemas are JSON Schema 2020-12', () => {
    const { schemas } = openapi.components as { schemas: Record<string, object> };
    const ajv = addFormats(new Ajv2020({ strict: false }));
    expect(Object.entries(schemas).filter(([, schema]) => !ajv.validateSchema(schema))).toEqual([]);
  });
});

describe('asyncapi.json', () => {
  it('is valid by the schema of AsyncAPI 3.0', () => {
    const ajv = addFormats(new Ajv({ strict: false, allErrors: true, validateFormats: false }));
    const schema = read(require.resolve('@asyncapi/specs/schemas/3.0.0-without-$id.json'));
    const validate = ajv.compile(schema);
    expect(validate(document('asyncapi.json')) ? [] : validate.errors).toEqual([]);
  });
});
