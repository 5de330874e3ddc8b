import { DomainError } from '../errors';
import { parse } from '../declare/validation';
import { permissionsOf, unscopedPermissionsOf } from '../permissions';
import { CreateUser } from './create-user';
import { SetRoles } from './set-roles';

const user = { email: 'ada@example.org', name: 'Ada' };
const userId = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';

function faultsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.fields.map(({ pointer, code }) => `${pointer} ${code}`);
  }
  return [];
}

it.each([
  ['set', (roles: readonly string[]) => parse(SetRoles, { userId, roles })],
  ['granted', (roles: readonly string[]) => parse(CreateUser, { ...user, roles })],
])('roles that are %s are refused where one comes twice, with the field', (_, read) => {
  expect(faultsOf(() => read(['viewer', 'counter', 'viewer']))).toEqual(['/roles REPEATED']);
  expect(faultsOf(() => read(['viewer', 'counter']))).toEqual([]);
});

it("gives the platform's administrator everything that an organisation's has, for every row where they have it so", () => {
  expect([...permissionsOf(['super_admin'])]).toEqual(expect.arrayContaining([...permissionsOf(['admin'])]));
  const everywhere = (role: string) => [...unscopedPermissionsOf([role])];
  expect(everywhere('super_admin')).toEqual(expect.arrayContaining(everywhere('admin')));
});
