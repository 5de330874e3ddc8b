import { DELIVERY_STATUSES } from '#contracts/workflow/list-hr-deliveries';
import { createLogger } from '#libs/observability';
import { PlatformReader } from '#libs/read-models';
import { type ServiceDefinition, StartRefused, type Webhooks, projectionsOf } from '#libs/runtime';
import { withWritingParts } from '#libs/runtime/process';
import { type OperatorDatabase, operatorDatabase } from './operator';
import { operatorContext } from './operator-context';
import type { Output } from './output';
import { loadServices } from './service-tree';
import { WrongUse } from './wrong-use';

const SERVICE = 'workflow';
const PAGE = 200;
const COLUMNS = ['id', 'organizationId', 'sourceId', 'status', 'code', 'receivedAt', 'attempt', 'reference'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Desk {
  readonly definition: ServiceDefinition;
  readonly webhooks: Webhooks;
  readonly reader: PlatformReader;
  readonly database: OperatorDatabase;
}

/** @throws WrongUse | StartRefused */
export function printWebhooks(
  { source, status }: { readonly source?: string; readonly status?: string },
  to: Output,
): Promise<void> {
  if (status !== undefined && !DELIVERY_STATUSES.some((each) => each === status)) {
    throw new WrongUse(`--status is one of ${DELIVERY_STATUSES.join(', ')}.`);
  }
  return withDesk(async ({ webhooks, reader }) => {
    const filter = { ...(source !== undefined && { source }), ...(status !== undefined && { status }), limit: PAGE };
    to.rows(await webhooks.list(reader, filter), COLUMNS);
  });
}

export function showWebhook(id: string, to: Output): Promise<void> {
  refuseOtherId(id);
  return withDesk(async ({ webhooks, reader }) => to.one(await found(webhooks, reader, id)));
}

/** It takes effect in the running instance, or at its next start. */
export function retryWebhook(id: string, to: Output): Promise<void> {
  refuseOtherId(id);
  return withDesk(async ({ definition, webhooks, reader, database: { configuration, databaseUrl } }) => {
    const { organizationId: tenantId } = await found(webhooks, reader, id);
    const logger = createLogger({ level: 'warn' });
    const retried = await withWritingParts(definition, { configuration, databaseUrl, logger }, (parts) =>
      webhooks.retry(parts, id, { ...operatorContext(), tenantId }),
    );
    to.one(retried);
  });
}

function refuseOtherId(id: string): void {
  if (!UUID.test(id)) throw new WrongUse(`${id} is no id of a call; \`webhooks list\` has them.`);
}

async function found(webhooks: Webhooks, reader: PlatformReader, id: string) {
  const row = await webhooks.show(reader, id);
  if (!row) throw new StartRefused(`There is no call ${id}; \`webhooks list\` has the latest ones.`);
  return row;
}

async function withDesk<Answer>(work: (desk: Desk) => Promise<Answer>): Promise<Answer> {
  const { services } = await loadServices([SERVICE]);
  const [definition] = services;
  const webhooks = definition?.webhooks;
  if (!definition || !webhooks) throw new TypeError(`${SERVICE} takes no calls`);
  const database = await operatorDatabase();
  try {
    const entities = projectionsOf(definition).flatMap(({ tables }) => tables);
    const reader = await PlatformReader.open(database.databaseUrl, { entities });
    try {
      return await work({ definition, webhooks, reader, database });
    } finally {
      await reader.close();
    }
  } finally {
    await database.close();
  }
}
