import { allContracts } from '#contracts/catalogue';
import { exampleOf, fieldsOf } from '#contracts/declare/field';
import type { DomainError } from '#contracts/errors';
import { payloadReader } from './contract-payload';

/** Fields that no request declares, and that an attacker would set if they were copied. */
const COVETED = [
  'id',
  'tenantId',
  'organizationId',
  'accountId',
  'actor',
  'roles',
  'platformRoles',
  'permissions',
  'passwordId',
  'status',
  'revision',
  'createdAt',
  '__proto__',
  'constructor',
];

const routed = allContracts().filter(({ route, upload }) => route && !upload);

/** The faults of an otherwise good request, by pointer. */
function faultsWith(contract: (typeof routed)[number], added: string): readonly string[] {
  const { type, route, kind } = contract;
  const inPath = new Set(route?.pathParameters);
  const given = Object.entries(exampleOf(type, 'request'));
  const params = Object.fromEntries(given.filter(([name]) => inPath.has(name)));
  const rest = JSON.stringify(Object.fromEntries(given.filter(([name]) => !inPath.has(name))));
  // As JSON.parse makes it: an own property, whatever its name.
  const sent = JSON.parse(`${rest.slice(0, -1)}${rest === '{}' ? '' : ','}"${added}":"x"}`) as object;
  try {
    payloadReader(contract)({ params, query: kind === 'query' ? sent : {}, body: kind === 'query' ? undefined : sent });
    return [];
  } catch (error) {
    return (error as DomainError).fields.map(({ pointer, code }) => `${pointer} ${code}`);
  }
}

it.each(routed.map((contract) => [contract.name, contract] as const))(
  '%s takes no field that it does not declare, and none of the bus',
  (_name, contract) => {
    const { type, route, kind } = contract;
    const fields = fieldsOf(type);
    const declared = new Set(fields.filter(({ internal }) => !internal).map(({ name }) => name));
    const inBody = (name: string) => declared.has(name) && !route?.pathParameters.includes(name);
    const internal = fields.filter((field) => field.internal).map(({ name }) => name);
    const undeclared = [...COVETED, ...internal, ...(route?.pathParameters ?? [])].filter((name) => !inBody(name));
    expect(undeclared.length).toBeGreaterThan(8);
    for (const name of undeclared) {
      expect(faultsWith(contract, name)).toContain(`${kind === 'query' ? '?' : '/'}${name} UNKNOWN`);
    }
  },
);
