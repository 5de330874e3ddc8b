/** The contracts of a new aggregate: its event, the command that begins it, its list and its get. */

/**
 * @param {import('./names.mjs').Names} names
 * @returns {Readonly<Record<string, string>>} sources by path
 */
export function aggregateContracts(names) {
  const { service, kebab, plural } = names;
  return {
    [`contracts/${service}/${kebab}-events.ts`]: events(names),
    [`contracts/${service}/create-${kebab}.ts`]: create(names),
    [`contracts/${service}/get-${kebab}.ts`]: get(names),
    [`contracts/${service}/list-${plural}.ts`]: list(names),
  };
}

/** The lines of a thing's two permissions in \`contracts/<service>/permissions.ts\`. */
export const permissionLines = ({ service, snake, pluralNoun }) => `
  '${service}.${snake}.read': {
    description: 'Read ${pluralNoun}',
    roles: ['super_admin', 'platform_auditor', 'admin', 'manager', 'viewer'],
  },
  '${service}.${snake}.manage': {
    description: 'Create and change ${pluralNoun}',
    roles: ['super_admin', 'admin', 'manager'],
  },
`;

const events = ({ service, kebab, pascal, snake, id, aNoun }) => `import { Event } from '../declare/event';
import { Code, Id, Text } from '../declare/fields';

@Event<${pascal}Created>({
  category: '${service}.${kebab}',
  version: 1,
  entity: { type: '${kebab}', id: '${id}', label: 'code' },
  action: '${snake}.created',
  summary: '${aNoun[0].toUpperCase()}${aNoun.slice(1)} was created',
})
export class ${pascal}Created {
  static readonly type = '${pascal}Created';
  @Id() ${id}!: string;
  @Code() code!: string;
  @Text({ max: 200 }) name!: string;
}
`;

const create = ({ service, kebab, pascal, snake, plural, aNoun }) => `import { Created } from '../created';
import { Command } from '../declare/contract';
import { Code, Text } from '../declare/fields';

@Command({
  subject: '${service}.create-${kebab}',
  permission: '${service}.${snake}.manage',
  route: 'POST /${plural}',
  status: 201,
  location: '/${plural}/{id}',
  summary: 'Create ${aNoun}',
  answers: Created,
  refuses: ['CONFLICT', 'DUPLICATE'],
})
export class Create${pascal} {
  @Code() code!: string;
  @Text({ max: 200 }) name!: string;
}
`;

const get = ({ service, kebab, pascal, snake, plural, id, aNoun }) => `import { Query } from '../declare/contract';
import { Code, Id, Instant, Text } from '../declare/fields';

export class ${pascal}Details {
  @Id() id!: string;
  @Code() code!: string;
  @Text({ max: 200 }) name!: string;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: '${service}.get-${kebab}',
  permission: '${service}.${snake}.read',
  route: 'GET /${plural}/{${id}}',
  summary: 'Read ${aNoun}',
  answers: ${pascal}Details,
  etag: true,
})
export class Get${pascal} {
  @Id() ${id}!: string;
}
`;

const list = ({
  service,
  kebab,
  pascal,
  snake,
  plural,
  plurals,
  pluralNoun,
}) => `import { Query } from '../declare/contract';
import { Code } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { ${pascal}Details } from './get-${kebab}';

@Query({
  subject: '${service}.list-${plural}',
  permission: '${service}.${snake}.read',
  route: 'GET /${plural}',
  summary: 'List ${pluralNoun}',
  answers: ${pascal}Details,
  list: { sort: ['createdAt', 'code', 'name'], search: true },
})
export class List${plurals} extends ListRequest {
  @Code({ optional: true }) code?: string;
}
`;
