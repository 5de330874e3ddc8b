import type { GetRole, AssignableRole } from '#contracts/auth/get-role';
import type { ListRoles } from '#contracts/auth/list-roles';
import { DomainError } from '#contracts/errors';
import type { Page } from '#contracts/declare/list-request';
import { permissionsOf } from '#contracts/permissions';
import { ORGANIZATION_ROLES } from '#contracts/roles';
import type { RequestContext } from '#libs/identity';
import { acceptor, askedPage, mismatch, pageOf, type PagedList } from '#libs/read-models';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import type { CustomRole } from '../members/custom-role';
import { members } from '../members/members';

type Parts = Pick<AuthParts, 'commands'>;

const list: PagedList = { name: 'roles', order: 'name', sort: ['name'], filters: { kind: acceptor('text') } };

const BUILT_IN: readonly AssignableRole[] = ORGANIZATION_ROLES.map((name) => ({
  id: null,
  name,
  kind: 'built_in',
  permissions: [...permissionsOf([name])],
  createdAt: null,
  updatedAt: null,
}));

function shown(id: string, { revision: _, permissions, ...role }: CustomRole): AssignableRole {
  return { id, kind: 'custom', permissions: [...permissions], ...role };
}

/** From the log's own state: an organisation has few roles, and decisions keep the state at hand. */
export async function listRoles(
  query: ListRoles,
  { tenantId }: RequestContext,
  { commands }: Parts,
): Promise<Outcome<Page<AssignableRole>>> {
  const page = askedPage(list, query);
  const { filters, sort } = page.asked;
  const { state } = await commands.state(members, tenantId, tenantId);
  const all = [...BUILT_IN, ...[...state.customRoles].map(([id, role]) => shown(id, role))]
    .filter(({ kind }) => filters['kind'] === undefined || filters['kind'] === kind)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const rows = sort.startsWith('-') ? all.toReversed() : all;
  const from = page.after ? placeAfter(rows, page.after, sort.startsWith('-')) : 0;
  return { answer: pageOf(page, rows.slice(from, from + page.limit + 1), ({ name }) => [name]) };
}

export async function getRole(
  { roleId }: GetRole,
  { tenantId }: RequestContext,
  { commands }: Parts,
): Promise<Outcome<AssignableRole>> {
  const { state } = await commands.state(members, tenantId, tenantId);
  const role = state.customRoles.get(roleId);
  if (!role) throw new DomainError('NOT_FOUND', 'There is no such role');
  return { answer: shown(roleId, role), etag: String(role.revision) };
}

/** The role that ended the page before may be gone by now. */
function placeAfter(rows: readonly AssignableRole[], [place]: readonly unknown[], descending: boolean): number {
  if (typeof place !== 'string') throw mismatch();
  const next = rows.findIndex(({ name }) => (descending ? name < place : name > place));
  return next < 0 ? rows.length : next;
}
