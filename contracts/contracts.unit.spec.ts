import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { Disclosed } from './audit/disclosure-events';
import { allContracts, allEvents, allTopics } from './catalogue';
import { permissionsFor } from './declare/access';
import type { Contract } from './declare/contract';
import { declaredImports } from './declare/import-declaration';
import { csvColumns } from './values/csv';
import { ERRORS, HTTP_STATUS } from './errors';
import { exampleOf, fieldsOf, schemaOf } from './declare/field';
import type { FieldedClass, JsonSchema, SchemaUse } from './declare/field';
import { openApiDocument, operationId } from './documents/openapi';
import { permissionMatrix } from './permission-matrix';
import { PERMISSIONS } from './permissions';
import { type LiveTopic, STREAM_PATH, shownFields } from './declare/live-topic';
import { refusalsOf } from './declare/refusals';
import { withoutTechnical } from './declare/technical-fields';
import { parse } from './declare/validation';

const contracts = allContracts();
const routed = contracts.filter(({ route }) => route);
const events = allEvents();
/** They show persons in a text, or by the id of another system. */
const WITHOUT_ADDRESSES = new Set([
  'GetHrDelivery',
  'GetHrReconciliation',
  'ListAttendance',
  'GetAttendance',
  'GetKpiLineage',
  'GetKpis',
]);
const document = openApiDocument(contracts, allTopics()) as { paths: Record<string, Record<string, JsonSchema>> };

/** Lists the unbounded values of a schema: a string, number or list without a limit. */
function unbounded(schema: JsonSchema, at: string): string[] {
  const types = [schema.type ?? []].flat() as string[];
  const faults: string[] = [];
  if (types.includes('string') && !['maxLength', 'enum', 'pattern'].some((key) => key in schema)) {
    if (schema.format !== 'uuid') faults.push(`${at}: a string of any length`);
  }
  if (
    (types.includes('integer') || types.includes('number')) &&
    !['maximum', 'exclusiveMaximum'].some((key) => key in schema)
  ) {
    faults.push(`${at}: a number of any size`);
  }
  if (types.includes('array') && !('maxItems' in schema)) faults.push(`${at}: a list of any length`);
  if (schema.items) faults.push(...unbounded(schema.items as JsonSchema, `${at}[]`));
  for (const [name, property] of Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>)) {
    faults.push(...unbounded(property, `${at}.${name}`));
  }
  for (const option of (schema.anyOf ?? []) as JsonSchema[]) faults.push(...unbounded(option, at));
  return faults;
}

function inlineSchema(type: FieldedClass, use: SchemaUse): JsonSchema {
  return schemaOf(type, { use, nested: (nested) => inlineSchema(nested, use) });
}

const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));

function faultsOfExample(type: FieldedClass, use: SchemaUse): unknown {
  const validate = ajv.compile(inlineSchema(type, use));
  return validate(exampleOf(type, use)) ? [] : validate.errors;
}

describe('the catalogue', () => {
  it('holds every file that declares something', () => {
    const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
      .filter((file) => /^[a-z]+\/.+\.ts$/.test(file) && !file.includes('.spec.'))
      .filter((file) =>
        /^(?:@(?:Command|Query|Event)\b|export const \w+ = (?:liveTopic|declareImport)\()/m.test(
          readFileSync(join(__dirname, file), 'utf8'),
        ),
      )
      .map((file) => file.replace(/\.ts$/, ''));
    const listed = readFileSync(join(__dirname, 'catalogue.ts'), 'utf8');
    expect(files.filter((file) => !listed.includes(`'./${file}'`))).toEqual([]);
    const declared = contracts.length + events.length + allTopics().length + declaredImports().length;
    expect(declared).toBeGreaterThanOrEqual(files.length);
  });

  it.each([
    ['subject', contracts.map(({ subject }) => subject)],
    ['class name', contracts.map(({ name }) => name)],
    ['route', routed.map(({ route }) => `${route?.method} ${route?.path.replaceAll(/\{\w+\}/g, '{}')}`)],
    ['event type', events.map(({ type }) => type)],
  ])('has no %s twice', (_what, names) => {
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe.each(contracts.map((contract): [string, Contract] => [contract.name, contract]))('%s', (_name, contract) => {
  it('has a subject of its service, a summary in words and bounded fields', () => {
    expect(contract.subject).toMatch(/^[a-z]+\.[a-z]+(?:-[a-z]+)*$/);
    expect(contract.summary).toMatch(/^[A-Z].{8,118}[^.]$/);
    const request = unbounded(inlineSchema(contract.type, 'request'), contract.name);
    const answer = unbounded(inlineSchema(contract.answers, 'answer'), contract.answers.name);
    expect([...request, ...answer]).toEqual([]);
  });

  it('has examples that its own schemas and rules accept', () => {
    expect(faultsOfExample(contract.type, 'request')).toEqual([]);
    expect(faultsOfExample(contract.answers, 'answer')).toEqual([]);
    expect(parse(contract.type, exampleOf(contract.type, 'request'))).toBeInstanceOf(contract.type);
  });

  it('declares passwords and tokens as secrets, which are in no example', () => {
    for (const type of [contract.type, contract.answers]) {
      const named = fieldsOf(type).filter(({ name }) => /(?:password|token|totp)$/i.test(name));
      expect(named.filter(({ kind, example }) => !kind.secret || example !== '<your long secret>')).toEqual([]);
    }
  });

  it('declares a disclosure when it shows persons or the trail to others', () => {
    if (contract.kind === 'command' || contract.permission === 'self') return;
    const shown = JSON.stringify(inlineSchema(contract.answers, 'answer'));
    const isPersonal = shown.includes('"format":"email"') || WITHOUT_ADDRESSES.has(contract.name);
    const personal = isPersonal ? 'personal' : undefined;
    expect(contract.discloses).toBe(contract.service === 'audit' ? 'audit' : personal);
  });

  it('is open to somebody: a permission of the matrix, the public, any user, or named services', () => {
    if (contract.permission === 'service' || contract.permission === 'public') {
      expect(contract.sentBy).not.toEqual([]);
    } else if (contract.permission !== 'self') {
      const permissions = permissionsFor(contract.permission);
      expect(permissions).not.toEqual([]);
      expect(Object.keys(PERMISSIONS)).toEqual(expect.arrayContaining([...permissions]));
      if (contract.platform) expect(permissions.every((each) => PERMISSIONS[each].platform)).toBe(true);
    }
    expect(contract.route === undefined).toBe(contract.permission === 'service');
  });
});

describe.each(routed.map((contract): [string, Contract] => [contract.name, contract]))(
  'the route of %s',
  (_name, contract) => {
    const { method = 'GET', path = '', pathParameters = [] } = contract.route ?? {};
    const operation = document.paths[path]?.[method.toLowerCase()] as JsonSchema;
    const responses = operation.responses as Record<string, { content?: Record<string, JsonSchema> }>;

    it('reads with GET and changes with the others', () => {
      expect(method === 'GET').toBe(contract.kind === 'query');
    });

    it('names its path parameters as fields that are required', () => {
      const required = fieldsOf(contract.type).filter(({ optional }) => !optional);
      expect(required.map(({ name }) => name)).toEqual(expect.arrayContaining([...pathParameters]));
    });

    it('is an operation with an id, a permission, a summary and an example of its answer', () => {
      expect(operation).toMatchObject({
        operationId: operationId(contract),
        'x-permission': permissionsFor(contract.permission).join(' or ') || contract.permission,
        summary: contract.summary,
      });
      const shown = contract.file ? 'application/octet-stream' : 'application/json';
      const media = contract.list?.tableOnly ? 'text/csv' : shown;
      expect(responses[String(contract.status)]?.content?.[media]?.example).toBeDefined();
    });

    it('is a list, also as a table of one line for its example', () => {
      const table = responses['200']?.content?.['text/csv'];
      expect(table !== undefined).toBe(contract.list !== undefined);
      if (!contract.list) return;
      const [names, row, ...rest] = String(table?.example).split('\r\n');
      expect(names).toBe(csvColumns(contract).join(','));
      expect([row?.split(',').length, rest]).toEqual([csvColumns(contract).length, ['']]);
      expect((operation.parameters as JsonSchema[]).map(({ name }) => name)).not.toContain('whole');
    });

    it('echoes the moment that it is about, if one can be asked for', () => {
      if (!contract.asOf) return;
      const schema = responses['200']?.content?.['application/json']?.schema as JsonSchema | undefined;
      const shown = contract.list ? (schema?.required as string[]) : fieldsOf(contract.answers).map(({ name }) => name);
      expect(shown).toContain('asOf');
    });

    it('documents a problem for every code that it can refuse with', () => {
      for (const code of refusalsOf(contract)) {
        const problem = responses[String(HTTP_STATUS[ERRORS[code][0]])]?.content?.['application/problem+json'];
        expect(problem?.examples).toHaveProperty(code);
      }
    });

    it('has its line in the permission matrix', () => {
      if (contract.permission === 'public' || contract.permission === 'self') return;
      const lines = permissionMatrix().permissions.filter(({ routes }) => routes.includes(`${method} ${path}`));
      expect(lines.map(({ name }) => name).toSorted()).toEqual(permissionsFor(contract.permission));
    });
  },
);

describe.each(events.map((declaration) => [declaration.type, declaration] as const))(
  'the event %s',
  (_type, declaration) => {
    it('has bounded fields and examples that its schema accepts', () => {
      expect(unbounded(inlineSchema(declaration.dataClass, 'answer'), declaration.type)).toEqual([]);
      expect(faultsOfExample(declaration.dataClass, 'answer')).toEqual([]);
    });

    it('names fields that it has, and an upcast for every older version', () => {
      const { entity, personal, version, upcast = {} } = declaration;
      const names = fieldsOf(declaration.dataClass).map(({ name }) => name);
      const named = [
        entity.id,
        ...(entity.label ? [entity.label] : []),
        ...(personal ? [personal.subject, ...personal.fields] : []),
      ];
      expect(names).toEqual(expect.arrayContaining(named));
      expect(Object.keys(upcast).map(Number)).toEqual(Array.from({ length: version - 1 }, (_, index) => index + 1));
    });

    it("names the category of its streams, unless a library's events are in several", () => {
      const { category, entity } = declaration;
      const isOfLibrary =
        ['reservation', 'batch'].includes(entity.type) || declaration.dataClass.prototype instanceof Disclosed;
      expect(category === undefined).toBe(isOfLibrary);
    });

    it('holds no secret, and has null for every absent optional field', () => {
      expect(fieldsOf(declaration.dataClass).filter(({ kind, optional }) => kind.secret || optional)).toEqual([]);
    });
  },
);

describe.each(allTopics().map((topic): [string, LiveTopic] => [topic.name, topic]))('the topic %s', (_name, topic) => {
  it('shows of each of its events what its class declares, all of it bounded', () => {
    const schema = inlineSchema(topic.shows, 'answer');
    expect(unbounded(schema, topic.name)).toEqual([]);
    const validate = ajv.compile(schema);
    for (const { event, show } of topic.on) {
      const data = withoutTechnical(event, exampleOf(event)) as never;
      const base = exampleOf(topic.shows);
      const shown = shownFields(topic, {
        ...show(data),
        action: base['action'],
        id: base['id'],
        occurredAt: base['occurredAt'],
      });
      expect(validate(shown) ? [] : validate.errors).toEqual([]);
    }
  });

  it('is documented, and unless it is of the caller has its line in the permission matrix', () => {
    expect(document.paths[STREAM_PATH]?.['get']?.['x-topics']).toHaveProperty(
      [topic.name, 'permission'],
      topic.permission,
    );
    const line = permissionMatrix().permissions.find(({ name }) => name === topic.permission);
    expect(topic.permission === 'self' ? [`GET ${STREAM_PATH}`] : line?.routes).toContain(`GET ${STREAM_PATH}`);
  });
});

describe('the permission matrix', () => {
  it('gives every permission of the matrix to the roles that hold it', () => {
    const { roles, permissions } = permissionMatrix();
    expect(permissions.map(({ name }) => name)).toEqual(Object.keys(PERMISSIONS));
    expect(roles.manager).toContain('inventory.item.manage');
    expect(roles.counter).not.toContain('inventory.stock.read');
    expect(roles.super_admin).toEqual(Object.keys(PERMISSIONS));
  });

  it('marks as of the platform exactly the permissions that some contract grants outside of any organisation', () => {
    const marked = Object.entries(PERMISSIONS).filter(([, { platform }]) => platform);
    const opened = allContracts().filter(({ platform }) => platform);
    for (const [name] of marked) expect(opened.map(({ permission }) => permission)).toContain(name);
  });

  it('has at least one route for every permission but those of decisions', () => {
    // Decisions ask for it: it is about what a command says, not about a route.
    const ofDecisions = ['inventory.freeze.bypass'];
    const without = permissionMatrix().permissions.filter(({ routes }) => routes.length === 0);
    expect(without.map(({ name }) => name)).toEqual(ofDecisions);
  });
});
