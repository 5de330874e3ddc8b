/** The feature of a new aggregate: state, decision, row, projection, wiring, and an example for the isolation tests. */

/**
 * @param {import('./names.mjs').Names} names
 * @returns {Readonly<Record<string, string>>} sources by path
 */
export function aggregateFeature(names) {
  const { service, kebab } = names;
  const folder = `services/${service}/src/${kebab}`;
  return {
    [`${folder}/${kebab}.ts`]: state(names),
    [`${folder}/create-${kebab}.ts`]: decision(names),
    [`${folder}/create-${kebab}.unit.spec.ts`]: decisionSpec(names),
    [`${folder}/${kebab}.entity.ts`]: entity(names),
    [`${folder}/${kebab}.projection.ts`]: projection(names),
    [`${folder}/${kebab}.projection.unit.spec.ts`]: projectionSpec(names),
    [`${folder}/${kebab}.feature.ts`]: feature(names),
    [`${folder}/isolation.fixture.ts`]: isolation(names),
  };
}

const state = ({ service, kebab, pascal, camel, snake, aNoun }) => `import { evolve } from '#contracts/declare/fold';
import { ${pascal}Created } from '#contracts/${service}/${kebab}-events';
import { foldedText } from '#contracts/values/text-folding';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** ${aNoun[0].toUpperCase()}${aNoun.slice(1)} as decisions see it. */
export interface ${pascal} {
  readonly status: 'absent' | 'active';
  readonly code: string;
}

export const ${camel} = aggregate(
  '${service}.${kebab}',
  (): ${pascal} => ({ status: 'absent', code: '' }),
  [evolve(${pascal}Created, (_, { data: { code } }) => ({ status: 'active', code }))],
  {
    /** The code is unique in its organisation, whatever its case. */
    reserve: ({ status, code }) => {
      if (status === 'absent') return [];
      const value = foldedText(code);
      return [{ unique: '${snake}_code', scope: 'tenant', value, pointer: '/code' }];
    },
  },
);

export type ${pascal}Event = EventsOf<typeof ${camel}>;
`;

const decision = ({ service, kebab, pascal, id, noun }) => `import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { Create${pascal} } from '#contracts/${service}/create-${kebab}';
import { ${pascal}Created } from '#contracts/${service}/${kebab}-events';
import type { Given } from '#libs/event-sourcing';
import type { ${pascal}, ${pascal}Event } from './${kebab}';

export function create${pascal}({ code, name }: Create${pascal}, { status }: ${pascal}, given: Given): ${pascal}Event[] {
  if (status !== 'absent') throw new DomainError('CONFLICT', 'This ${noun} is there already');
  return [event(${pascal}Created, { ${id}: given.newId('${kebab}'), code, name })];
}
`;

const decisionSpec = ({ kebab, pascal, camel, aNoun }) => `import { given } from '#libs/testing/given-when-then';
import { create${pascal} } from './create-${kebab}';
import { ${camel} } from './${kebab}';

const command = { code: 'A-1', name: 'First' };

describe('creating ${aNoun}', () => {
  it('records its fields', () => {
    given(${camel}).when(create${pascal}, command).thenMatching({ type: '${pascal}Created', data: command });
  });

  it('is refused for one that exists already', () => {
    const made = given(${camel}).when(create${pascal}, command).events();
    given(${camel}, ...made)
      .when(create${pascal}, command)
      .thenRefused('CONFLICT');
  });
});
`;

const entity = ({ service, pascal, snake, id }) => `import { Index } from 'typeorm';
import {
  BigCountColumn,
  IdColumn,
  InstantColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
} from '#libs/read-models';

@ReadModel({ schema: '${service}', table: '${snake}', version: 1 })
@Searched('code', 'name')
@Index(['tenantId', 'code'])
@Index(['tenantId', 'createdAt', '${id}'])
export class ${pascal}Row {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) ${id}!: string;
  @TextColumn() code!: string;
  @TextColumn() name!: string;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event of its stream: the entity tag. */
  @BigCountColumn() revision!: number;
}
`;

const projection = ({
  service,
  kebab,
  pascal,
  camel,
  id,
}) => `import { ${pascal}Created } from '#contracts/${service}/${kebab}-events';
import { on } from '#contracts/declare/on';
import { change, projection } from '#libs/projections';
import { ${pascal}Row } from './${kebab}.entity';

export const ${camel}Projection = projection({
  name: '${kebab}',
  service: '${service}',
  version: 1,
  tables: [${pascal}Row],
  keyColumn: '${id}',
  key: (event) => (event.data as { ${id}: string }).${id},
  on: [
    on(${pascal}Created, ({ tenantId, data, revision, recordedAt }) => [
      change(${pascal}Row, { tenantId, ${id}: data.${id} }, () => ({
        ...data,
        tenantId,
        createdAt: recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
  ],
});
`;

const projectionSpec = ({
  service,
  kebab,
  pascal,
  camel,
  id,
  aNoun,
}) => `import { event } from '#contracts/declare/event';
import { ${pascal}Created } from '#contracts/${service}/${kebab}-events';
import { folding } from '#libs/testing/folding';
import { GIVEN } from '#libs/testing/given-when-then';
import { ${pascal}Row } from './${kebab}.entity';
import { ${camel}Projection } from './${kebab}.projection';

const described = { ${id}: GIVEN.newId('${kebab}'), code: 'A-1', name: 'First' };

it('shows ${aNoun} as it was created', () => {
  expect(folding(${camel}Projection, event(${pascal}Created, described)).rowOf(${pascal}Row)).toEqual({
    ...described,
    tenantId: GIVEN.tenantId,
    createdAt: GIVEN.now,
    updatedAt: GIVEN.now,
    revision: 0,
  });
});
`;

const feature = ({
  service,
  kebab,
  pascal,
  camel,
  plural,
  plurals,
  id,
  noun,
}) => `import { Create${pascal} } from '#contracts/${service}/create-${kebab}';
import { Get${pascal} } from '#contracts/${service}/get-${kebab}';
import { List${plurals} } from '#contracts/${service}/list-${plural}';
import { equals } from '#libs/read-models';
import { command, list, type Feature } from '#libs/runtime';
import { create${pascal} } from './create-${kebab}';
import { ${camel} } from './${kebab}';
import { ${pascal}Row } from './${kebab}.entity';
import { ${camel}Projection } from './${kebab}.projection';

export const ${camel}Feature: Feature = {
  wirings: [
    command(Create${pascal}, { on: ${camel}, id: (_, { newId }) => newId('${kebab}'), decide: create${pascal} }),
    list(List${plurals}, {
      entity: ${pascal}Row,
      filters: { code: equals('code') },
      show: ({ ${id}, tenantId: _, revision: __, ...row }) => ({ id: ${id}, ...row }),
      get: { query: Get${pascal}, key: '${id}', noun: '${noun}' },
    }),
  ],
  projections: [${camel}Projection],
};
`;

const isolation = ({ plural, id }) => `import type { IsolationFixture } from '#libs/testing/isolation-fixture';

export const isolation: IsolationFixture<'${id}'> = {
  ids: ['${id}'],
  async make({ create }) {
    const { id: ${id} } = await create('${plural}', { code: 'A-1', name: 'First' });
    await create('${plural}', { code: 'A-2', name: 'Second' });
    return { ${id} };
  },
};
`;
