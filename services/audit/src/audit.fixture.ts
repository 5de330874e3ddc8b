import { randomUUID } from 'node:crypto';
import { GetAuditLog, type AuditEntry } from '#contracts/audit/get-audit-log';
import { ListAuditLogs } from '#contracts/audit/list-audit-logs';
import type { ContractClass } from '#contracts/declare/contract';
import type { DomainEvent, EventDeclaration } from '#contracts/declare/event';
import type { Page } from '#contracts/declare/list-request';
import { parse } from '#contracts/declare/validation';
import { streamName, type Position } from '#libs/event-log';
import { EventCodec } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { ROLES } from '#libs/read-models';
import type { Outcome } from '#libs/runtime';
import { MemoryKeys } from '#libs/testing/memory-keys';
import { commandContext } from '#libs/testing/command-context';
import { ServiceFixture } from '#libs/testing/service-fixture';
import { audit } from './audit.service';

type Shown<Answer extends object> = Outcome<Answer> & { readonly stale?: boolean };

/** The trail, for the specs of this service; its leaves are kept only once a test asks for it. */
export class TestAudit extends ServiceFixture {
  static open(): Promise<TestAudit> {
    return new TestAudit(audit).started();
  }

  /** Appends one event to a new stream; returns its position once the trail has it. */
  async record(tenantId: string, event: DomainEvent, by: Partial<CommandContext> = {}): Promise<Position> {
    const context = {
      actor: { id: 'service:test', type: 'service', roles: [] },
      now: '2026-01-31T12:00:00.000Z',
      ...by,
    } as const;
    const position = await this.append('test.thing', { tenantId, id: randomUUID() }, [event], { context });
    await this.caughtUp();
    return position;
  }

  /** Appends an event of another release, by its own declaration. */
  async recordAs(declaration: EventDeclaration, tenantId: string, data: object, by: Partial<CommandContext> = {}) {
    const codec = new EventCodec(new MemoryKeys(), () => declaration);
    const encoded = await codec.encode([{ type: declaration.type, data }], commandContext({ tenantId, ...by }));
    await this.log.append(streamName('test.thing', tenantId, randomUUID()), encoded, { expected: 'none' });
    await this.caughtUp();
  }

  /** Keeps the leaves from the log, as the runtime does. */
  async keepLeaves(): Promise<void> {
    for (const follower of audit.followers ?? []) {
      const registration = this.reader.register(await follower(this.pool(ROLES.projector)));
      this.closing(registration, (made) => made.close());
    }
  }

  list(tenantId: string, query: object = {}, by: Partial<CommandContext> = {}): Promise<Shown<Page<AuditEntry>>> {
    return this.show(ListAuditLogs, { tenantId, ...by }, query);
  }

  entry(tenantId: string, query: object): Promise<Shown<AuditEntry>> {
    return this.show(GetAuditLog, { tenantId }, query);
  }

  private async show<Answer extends object>(contract: ContractClass, by: Partial<CommandContext>, query: object) {
    const outcome = await this.dispatch(contract, parse(contract, query), commandContext(by));
    return outcome as Shown<Answer>;
  }
}
