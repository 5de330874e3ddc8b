import { createHmac, randomUUID } from 'node:crypto';
import { Client, type Pool } from 'pg';
import type { ApplyPersonNotice } from '#contracts/tenancy/apply-person-notice';
import { ApplyPersonNotice as Notice } from '#contracts/tenancy/apply-person-notice';
import type { SourcePerson } from '#contracts/tenancy/list-source-people';
import { CreateHrSource, type CreatedHrSource } from '#contracts/workflow/create-hr-source';
import { type ContractClass, declaredContracts } from '#contracts/declare/contract';
import { DomainError } from '#contracts/errors';
import type { HrDelivery } from '#contracts/workflow/list-hr-deliveries';
import { ListHrDeliveries } from '#contracts/workflow/list-hr-deliveries';
import { OpenReviewTask } from '#contracts/workflow/open-review-task';
import type { Page } from '#contracts/declare/list-request';
import {
  ReceiveHrDelivery,
  type DeliveryHeaderName,
  type ReceivedHrDelivery,
} from '#contracts/workflow/receive-hr-delivery';
import { Reactors, introduceReactors } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Reply } from '#libs/messaging';
import { ROLES, migrate, type MigrateOptions } from '#libs/read-models';
import { handler, type ServiceDefinition, type ServiceSender, wiringsOf } from '#libs/runtime';
import { ServiceFixture } from '#libs/testing/service-fixture';
import { hrReconciliationReactor } from '../hr-reconciliation/hr-reconciliation.reactor';
import { workflow } from '../workflow.service';
import { hrDeliveryReactor } from './hr-delivery.reactor';

/** What HR sources ask others: tenancy takes every notice once, and has the people that a spec says; tasks are kept. */
class TestTenancy implements ServiceSender {
  readonly notices: ApplyPersonNotice[] = [];
  readonly tasks: OpenReviewTask[] = [];
  people: readonly SourcePerson[] = [];
  refusal: DomainError | undefined;

  async send<Payload extends object, Answer>(
    contract: ContractClass<Payload>,
    payload: Payload,
  ): Promise<Reply<Answer>> {
    return { answer: (await this.answer(contract, payload)) as Answer };
  }

  private async answer(contract: ContractClass, payload: object): Promise<object> {
    if (contract === OpenReviewTask) {
      this.tasks.push(payload as OpenReviewTask);
      return { id: randomUUID(), revision: 0 };
    }
    if (contract !== Notice) return { people: this.people, next: null, count: this.people.length };
    if (this.refusal) throw this.refusal;
    const notice = payload as ApplyPersonNotice;
    const isNew = !this.notices.some(({ noticeId }) => noticeId === notice.noticeId);
    if (isNew) this.notices.push(notice);
    const outcome = isNew ? 'created' : 'unchanged';
    return { id: randomUUID(), revision: 0, outcome, isUnplaced: false };
  }
}

export type Headers = Partial<Record<DeliveryHeaderName, string>>;

/** Contracts that other features have not wired yet answer nothing. */
function withEveryContract(): ServiceDefinition {
  const wired = new Set(wiringsOf(workflow).map(({ contract }) => contract));
  const missing = declaredContracts().filter(({ service, type }) => service === workflow.name && !wired.has(type));
  const wirings = missing.map(({ type }) => handler(type, () => Promise.resolve({ answer: {} })));
  return { ...workflow, features: [...workflow.features, { wirings }] };
}

/** The service on a real database, with the tenancy above. */
export class TestHrCalls extends ServiceFixture {
  private constructor(readonly tenancy: TestTenancy) {
    super(withEveryContract(), { sender: tenancy, config: { publicUrl: 'https://ops.example.com' } });
  }

  static async open(): Promise<TestHrCalls> {
    const opened = await new TestHrCalls(new TestTenancy()).started();
    await opened.react();
    return opened;
  }

  /** Runs the reactors of the service's own, as its process does. */
  private async react(): Promise<void> {
    const pool = this.pool(ROLES.projector);
    const running = this.closing(
      new Reactors({
        feed: this.reader,
        log: this.log,
        codec: this.codec,
        pool,
        send: async (_service, contract, payload, context) => {
          const { position } = await this.dispatch(contract, payload, context);
          return position === undefined ? {} : { position };
        },
        onFault: (...fault) => void this.faults.push(...fault),
        retryMs: { first: 5, longest: 20 },
      }),
      (made) => made.stop(),
    );
    const reactors = [hrDeliveryReactor, hrReconciliationReactor];
    await introduceReactors(pool, reactors, () => this.log.head());
    running.start(reactors);
  }

  /** The engine's own role, on its tables of a mechanism. */
  async enginePool(migrations: MigrateOptions['migrations']): Promise<Pool> {
    await migrate(this.place.databaseUrl, { migrations });
    return this.pool(ROLES.projector);
  }

  async aSource(tenantId: string, more: Partial<CreateHrSource> = {}): Promise<CreatedHrSource & { slug: string }> {
    const slug = `s-${randomUUID().slice(0, 8)}`;
    const created = await this.ask<CreatedHrSource>(
      CreateHrSource,
      { slug, kind: 'standard', name: 'HR', ...more },
      { tenantId },
    );
    return { ...created, slug: more.slug ?? slug };
  }

  call(source: string, body: object | string, headers: Headers = {}, by: Partial<CommandContext> = {}) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.ask<ReceivedHrDelivery>(
      ReceiveHrDelivery,
      {
        source,
        headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
        body: Buffer.from(text).toString('base64'),
      },
      by,
    );
  }

  async deliveries(tenantId: string, query: Partial<ListHrDeliveries> = {}): Promise<readonly HrDelivery[]> {
    return (await this.ask<Page<HrDelivery>>(ListHrDeliveries, query, { tenantId })).items;
  }

  /** A statement with all rights, which no role of the service may run. */
  async asOwner<Row extends object>(statement: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.place.superuserUrl });
    await client.connect();
    try {
      return (await client.query<Row>(statement, [...values])).rows;
    } finally {
      await client.end();
    }
  }
}

/** The headers of Standard Webhooks. */
export function standardHeaders(secret: string, body: string, { id = randomUUID(), at = Date.now() } = {}): Headers {
  const timestamp = String(Math.floor(at / 1_000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

export function bambooHeaders(secret: string, body: string, at = Date.now()): Headers {
  const timestamp = String(Math.floor(at / 1_000));
  const signature = createHmac('sha256', secret).update(`${body}${timestamp}`).digest('hex');
  return { 'x-bamboohr-signature': signature, 'x-bamboohr-timestamp': timestamp };
}
