import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { Command, Query, contractOf } from '#contracts/declare/contract';
import { Created } from '#contracts/created';
import { DomainError } from '#contracts/errors';
import { Event, event } from '#contracts/declare/event';
import { Id, Text } from '#contracts/declare/fields';
import { evolve } from '#contracts/declare/fold';
import { ListRequest } from '#contracts/declare/list-request';
import type { Permission } from '#contracts/permissions';
import type { RowScope } from '#contracts/declare/scope';
import { aggregate, createCommands, type Commands } from '#libs/event-sourcing';
import type { CommandContext, Scopes } from '#libs/identity';
import { projection } from '#libs/projections';
import {
  IdColumn,
  ReadModel,
  TenantColumn,
  TenantReader,
  TextColumn,
  TextsColumn,
  equals,
  roleConnection,
} from '#libs/read-models';
import type { TestDatabase } from '#libs/testing/database';
import { MemoryEventLog } from '#libs/testing/memory-event-log';
import { MemoryKeys, MemoryNames } from '#libs/testing/memory-keys';
import { databaseWith } from '#libs/testing/migrated-database';
import { carryOut } from './carry-out';
import { list } from './list-wiring';
import { readRows } from './read-rows';
import { refuseUnscoped } from './scope';
import type { ServiceParts } from './service-parts';
import { command, query, type Wiring } from './wiring';

/** A service for this spec alone: memos that belong to an account and a domain. */

@Event<MemoWritten>({
  version: 1,
  category: 'desk.memo',
  entity: { type: 'memo', id: 'memoId' },
  action: 'memo.written',
  summary: 'A memo was written',
})
class MemoWritten {
  static readonly type = 'MemoWritten';
  memoId!: string;
  ownerId!: string;
  domainId!: string;
  text!: string;
}

interface Memo {
  readonly ownerId?: string;
  readonly domainId?: string;
}

const memo = aggregate('desk.memo', (): Memo => ({}), [
  evolve(MemoWritten, (_, { data: { ownerId, domainId } }) => ({ ownerId, domainId })),
]);

const OWN: RowScope = { by: 'own', of: 'ownerId' };
const DOMAIN: RowScope = { by: 'domain', of: 'domainId' };
const READ: RowScope = { by: 'own', of: 'readers' };
const PERMISSION: Permission = 'inventory.item.manage';

const rewriting = { permission: PERMISSION, status: 200, summary: 'Rewrite a memo', answers: Created } as const;
@Command({ ...rewriting, subject: 'desk.rewrite', route: 'PUT /memos/{memoId}', scope: OWN, ifMatch: true })
class RewriteMemo {
  @Id() memoId!: string;
  @Text({ max: 20 }) text!: string;
}

@Command({ ...rewriting, subject: 'desk.move', route: 'POST /memos/{memoId}/move', scope: DOMAIN })
class MoveMemo extends RewriteMemo {}

class MemoDetails {
  @Id() id!: string;
}

const listing = {
  permission: PERMISSION,
  summary: 'List memos',
  answers: MemoDetails,
  list: { sort: ['text'] },
} as const;
@Query({ ...listing, subject: 'desk.own-memos', route: 'GET /memos', scope: OWN })
class ListOwnMemos extends ListRequest {
  @Text({ max: 20, optional: true }) text?: string;
}

@Query({ ...listing, subject: 'desk.memos', route: 'GET /domain-memos', scope: DOMAIN })
class ListMemos extends ListOwnMemos {}

@Query({ ...listing, subject: 'desk.read-memos', route: 'GET /read-memos', scope: READ })
class ListReadMemos extends ListOwnMemos {}

const reading = { permission: PERMISSION, summary: 'Read a memo', answers: MemoDetails } as const;
@Query({ ...reading, subject: 'desk.own-memo', route: 'GET /memos/{memoId}', scope: OWN })
class GetOwnMemo {
  @Id() memoId!: string;
}

@ReadModel({ schema: 'desk', table: 'memo', version: 1 })
class MemoRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) memoId!: string;
  @IdColumn() ownerId!: string;
  @IdColumn() domainId!: string;
  @TextsColumn() readers!: readonly string[];
  @TextColumn() text!: string;
}

const memos = projection({
  name: 'memo',
  service: 'desk',
  version: 1,
  tables: [MemoRow],
  keyColumn: 'memoId',
  key: () => '',
  on: [],
});

const [TENANT, ADA, GRACE] = [randomUUID(), randomUUID(), randomUUID()];
const [PACKING, SALES] = [randomUUID(), randomUUID()];
const [ADAS, GRACES] = [randomUUID(), randomUUID()];

const rewritten = (asked: RewriteMemo, { ownerId }: Memo) => {
  if (!ownerId) throw new DomainError('NOT_FOUND', 'There is no such memo');
  return [event(MemoWritten, { ...asked, ownerId, domainId: PACKING })];
};

const rewrite = command(RewriteMemo, {
  on: memo,
  id: ({ memoId }) => memoId,
  decide: rewritten,
  scopeOf: ({ ownerId }) => (ownerId ? { owners: [ownerId], seenBy: [GRACE] } : undefined),
});
const move = command(MoveMemo, {
  on: memo,
  id: ({ memoId }) => memoId,
  decide: rewritten,
  scopeOf: ({ domainId }) => (domainId ? { owners: [domainId] } : undefined),
});
const lists = {
  entity: MemoRow,
  filters: { text: equals<MemoRow, 'text'>('text') },
  show: ({ memoId: id }: MemoRow) => ({ id }),
};
const [ownMemos, ownMemo] = list(ListOwnMemos, { ...lists, get: { query: GetOwnMemo, key: 'memoId', noun: 'memo' } });
const [domainMemos] = list(ListMemos, lists);
const [readMemos] = list(ListReadMemos, lists);

/** A caller with the permission; `everywhere`: by a role that has it for every row. */
function as(id: string, domains: readonly string[] = [], everywhere = false): CommandContext {
  const all = new Set<Permission>(everywhere ? [PERMISSION] : []);
  const scopes: Scopes = { all, domain: new Set(domains) };
  return {
    tenantId: TENANT,
    actor: { id, type: 'user', roles: [], access: { permissions: new Set([PERMISSION]), scopes } },
    requestId: randomUUID(),
    correlationId: randomUUID(),
    causationId: randomUUID(),
    commandId: randomUUID(),
    now: new Date().toISOString(),
    deadline: Date.now() + 30_000,
  };
}

describe('a scope', () => {
  let database: TestDatabase;
  let reader: TenantReader;
  let commands: Commands;

  beforeAll(async () => {
    database = await databaseWith({ migrations: [], projections: [memos] });
    reader = await TenantReader.open(database.url, { entities: [MemoRow], poolSize: 1 });
    const projector = new Client(
      roleConnection(database.url, { role: 'opsledger_projector', poolSize: 1, applicationName: 'test' }),
    );
    await projector.connect();
    const rows = [
      [ADAS, ADA, PACKING, [ADA, GRACE]],
      [GRACES, GRACE, SALES, [GRACE]],
    ];
    for (const row of rows) {
      await projector.query(
        `INSERT INTO desk.memo_v1_a (tenant_id, memo_id, owner_id, domain_id, readers, text)
         VALUES ($1, $2, $3, $4, $5, 'a memo')`,
        [TENANT, ...row],
      );
    }
    await projector.end();
  });
  beforeEach(async () => {
    const onFault = (what: string) => {
      throw new Error(what);
    };
    const log = new MemoryEventLog();
    ({ commands } = createCommands({
      log,
      keys: new MemoryKeys(),
      names: new MemoryNames(),
      service: 'desk',
      onFault,
    }));
    await commands.handle({
      aggregate: memo,
      id: ADAS,
      command: {},
      context: as(ADA),
      decide: () => [event(MemoWritten, { memoId: ADAS, ownerId: ADA, domainId: PACKING, text: 'a memo' })],
      answer: () => undefined,
    });
  });
  afterAll(async () => {
    await reader?.close();
    await database?.drop();
  });

  const parts = () => ({ commands, tenantReader: reader }) as unknown as ServiceParts;
  const outcome = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof DomainError ? error.code : Promise.reject(error as Error)),
    );
  const send = (wiring: Wiring<never>, context: CommandContext, memoId = ADAS) =>
    outcome(carryOut((wiring as Wiring & { kind: 'decision' }).wiring, { memoId, text: 'other' }, context, parts()));
  const ask = (wiring: Wiring<unknown> | undefined, payload: object, context: CommandContext) =>
    readRows(wiring as Wiring & { kind: 'query' }, payload, context, parts());
  const listed = async (wiring: Wiring<unknown> | undefined, context: CommandContext) => {
    const { items } = (await ask(wiring, {}, context)).answer as { readonly items: readonly { readonly id: string }[] };
    return items.map(({ id }) => id).toSorted();
  };

  it('lets the owner change the thing; forbids a viewer; answers NOT_FOUND to all others', async () => {
    expect(await send(rewrite, as(ADA))).toBe('done');
    expect(await send(rewrite, as(GRACE))).toBe('FORBIDDEN');
    expect(await send(rewrite, as(randomUUID()))).toBe('NOT_FOUND');
    expect(await send(rewrite, as(randomUUID(), [], true))).toBe('done');
    expect(await send(rewrite, as(ADA), randomUUID())).toBe('NOT_FOUND');
  });

  it('has one answer for a thing that is another’s and for one that is not there', async () => {
    const sent = async (memoId: string) =>
      carryOut(
        (rewrite as Wiring & { kind: 'decision' }).wiring,
        { memoId, text: 'other' },
        as(randomUUID()),
        parts(),
      ).catch((error: unknown) => (error as DomainError).message);
    expect(await sent(randomUUID())).toBe(await sent(ADAS));
  });

  it('is checked before the entity tag, which would reveal that the thing exists', async () => {
    expect(await send(rewrite, { ...as(randomUUID()), ifMatch: '7' })).toBe('NOT_FOUND');
    expect(await send(rewrite, { ...as(ADA), ifMatch: '7' })).toBe('PRECONDITION_FAILED');
  });

  it('by domain lets the people of the domain act', async () => {
    expect(await send(move, as(GRACE, [PACKING]))).toBe('done');
    expect(await send(move, as(ADA, [SALES]))).toBe('NOT_FOUND');
    expect(await send(move, as(ADA))).toBe('NOT_FOUND');
  });

  it('bounds a list to its rows, and shows all rows to an unbound caller', async () => {
    expect(await listed(ownMemos, as(ADA))).toEqual([ADAS]);
    expect(await listed(ownMemos, as(randomUUID()))).toEqual([]);
    expect(await listed(ownMemos, as(randomUUID(), [], true))).toEqual([ADAS, GRACES].toSorted());
    expect(await listed(domainMemos, as(ADA, [SALES]))).toEqual([GRACES]);
    expect(await listed(domainMemos, as(ADA))).toEqual([]);
    expect(await listed(domainMemos, as(ADA, [SALES, PACKING]))).toEqual([ADAS, GRACES].toSorted());
  });

  it('bounds a list by each of the ids that a row names', async () => {
    expect(await listed(readMemos, as(GRACE))).toEqual([ADAS, GRACES].toSorted());
    expect(await listed(readMemos, as(ADA))).toEqual([ADAS]);
    expect(await listed(readMemos, as(randomUUID()))).toEqual([]);
    expect(await listed(readMemos, as(randomUUID(), [], true))).toEqual([ADAS, GRACES].toSorted());
  });

  it('hides the one row that is not in it', async () => {
    expect((await ask(ownMemo, { memoId: ADAS }, as(ADA))).answer).toEqual({ id: ADAS });
    expect(await outcome(ask(ownMemo, { memoId: GRACES }, as(ADA)))).toBe('NOT_FOUND');
    expect((await ask(ownMemo, { memoId: GRACES }, as(ADA, [], true))).answer).toEqual({ id: GRACES });
  });

  it('stops the start when its wiring is missing, or when it would bind nothing', () => {
    const unbound = { on: memo, id: ({ memoId }: RewriteMemo) => memoId, decide: rewritten };
    expect(() => command(RewriteMemo, unbound)).toThrow(/has to say `scopeOf`/);
    expect(() => query(GetOwnMemo, async () => ({ id: ADAS }), { reads: [memos] })).toThrow(/bound to a scope/);
    const readOnly = { ...reading, subject: 'desk.elsewhere', scope: { by: 'own', of: 'writerId' } } as const;
    class ListElsewhere extends ListOwnMemos {}
    Query({ ...readOnly, list: { sort: ['text'] } })(ListElsewhere);
    expect(() => list(ListElsewhere, lists)).toThrow(/writerId, which MemoRow has not/);
    expect(() => Query({ ...readOnly, permission: 'self' })(class Mine {})).toThrow(/has a scope but no permission/);
  });

  it('is demanded of what shows rows beside the contracts that it binds', () => {
    const { permission } = contractOf(ListOwnMemos);
    expect(() => refuseUnscoped('the topic memos', permission as Permission)).toThrow(
      /binds .* and the topic memos has none/,
    );
    expect(() => refuseUnscoped('the topic people', 'user.read')).not.toThrow();
  });
});
