import { ListAuditLogs } from '#contracts/audit/list-audit-logs';
import { GetUser } from '#contracts/auth/get-user';
import { ListUsers } from '#contracts/auth/list-users';
import { contractOf, type ContractClass } from '#contracts/declare/contract';
import { ListItems } from '#contracts/inventory/list-items';
import { GetKpiLineage } from '#contracts/kpi/get-kpi-lineage';
import { parse } from '#contracts/declare/validation';
import { writeCursor } from '#libs/read-models';
import { disclosureOf } from './disclosure';

const ORGANIZATION = '0197a3c4-0000-7000-8000-00000000000a';
const ACCOUNT = '0197a3c4-0000-7000-8000-000000000001';

const shown = (contract: ContractClass, query: object, answer: object) =>
  disclosureOf(contractOf(contract), { payload: parse(contract, query), organizationId: ORGANIZATION, answer });

const page = (rows: number) => ({ items: Array.from({ length: rows }, () => ({})), nextCursor: null });

describe('the record of a read', () => {
  it('of a list names the owner, the request and the number of rows shown', () => {
    expect(shown(ListUsers, { status: 'active', limit: 5 }, page(3))).toEqual({
      type: 'PersonalDataRead',
      data: {
        organizationId: ORGANIZATION,
        entityId: ORGANIZATION,
        query: 'auth.list-users',
        route: 'GET /api/v1/users',
        parameters: ['status', 'limit'],
        rows: 3,
      },
    });
  });

  it('of one thing names its id', () => {
    expect(shown(GetUser, { userId: ACCOUNT }, {})).toMatchObject({
      type: 'PersonalDataRead',
      data: { organizationId: ORGANIZATION, entityId: ACCOUNT, route: 'GET /api/v1/users/{userId}', rows: 1 },
    });
  });

  it('is made for an empty list, too', () => {
    expect(shown(ListUsers, {}, page(0))?.data).toMatchObject({ rows: 0, parameters: [] });
  });

  it('is one for a whole list, in however many pages', () => {
    const whole = { status: 'active', whole: true, limit: 200 };
    expect(shown(ListUsers, whole, page(200))?.data).toMatchObject({ parameters: ['status', 'whole'], rows: 200 });
    expect(shown(ListUsers, { ...whole, cursor: 'further' }, page(3))).toBeUndefined();
  });

  it('names the filters that its cursor pins, as in the first page', () => {
    const [list, sort] = ['audit-logs', '-index'];
    const cursor = writeCursor({ list, filters: { actorId: 'x', through: 'y' }, sort, q: 'flour', after: [1] });
    expect(shown(ListAuditLogs, { cursor }, page(1))?.data.parameters.toSorted()).toEqual(['actorId', 'cursor', 'q']);
  });

  it('names the fields of a search, never the text', () => {
    const typed = {
      q: 'ada@example.com',
      actorId: 'GraceHopper',
      action: 'a.secret',
      from: '2026-01-31T00:00:00.000Z',
    };
    const recorded = shown(ListAuditLogs, typed, page(1));
    expect(recorded).toMatchObject({ type: 'AuditTrailRead', data: { parameters: expect.arrayContaining(['q']) } });
    for (const value of Object.values(typed)) expect(JSON.stringify(recorded)).not.toContain(value);
  });

  it('is absent for a query that discloses nothing', () => {
    expect(shown(ListItems, {}, page(3))).toBeUndefined();
  });

  it('of a list that shows persons only in some rows is made for a page that has one, without the name in its path', () => {
    const asked = (...attendance: readonly object[][]) =>
      shown(GetKpiLineage, { lineage: 'WzEsIm9lZUAyIl0' }, { items: attendance.map((rows) => ({ attendance: rows })) });
    expect(asked([], [])).toBeUndefined();
    expect(asked([], [{}])?.data).toMatchObject({ entityId: ORGANIZATION, rows: 2 });
  });
});
