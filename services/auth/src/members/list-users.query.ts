import type { GetUser, User } from '#contracts/auth/get-user';
import type { ListUsers } from '#contracts/auth/list-users';
import { DomainError } from '#contracts/errors';
import type { Page } from '#contracts/list-request';
import { LISTED, equals, listPage, type ListDeclaration } from '#libs/read-models';
import type { Outcome, QueryGiven } from '#libs/runtime';
import { MemberRow } from './user.entity';

const users: ListDeclaration<MemberRow> = {
  name: 'users',
  entity: MemberRow,
  sort: ['createdAt', 'name', 'email'],
  order: 'createdAt',
  filters: {
    status: equals('status'),
    role: (query, role: string) => query.andWhere(`:role = ANY (${LISTED}.roles)`, { role }),
  },
};

export async function listUsers(query: ListUsers, { rows }: QueryGiven): Promise<Page<User>> {
  const page = await listPage(rows, users, query);
  return { ...page, items: page.items.map(userOf) };
}

/** The entity tag is the revision of the membership's last event: its stream holds others' too. */
export async function getUser({ userId }: GetUser, { rows, context }: QueryGiven): Promise<Outcome<User>> {
  const row = await rows.findOneBy(MemberRow, { tenantId: context.tenantId, accountId: userId });
  if (!row) throw new DomainError('NOT_FOUND', 'There is no such user');
  return { answer: userOf(row), etag: String(row.revision) };
}

function userOf({ accountId, email, name, roles, status, createdAt, updatedAt }: MemberRow): User {
  return { id: accountId, email, name, roles, status, createdAt, updatedAt };
}
