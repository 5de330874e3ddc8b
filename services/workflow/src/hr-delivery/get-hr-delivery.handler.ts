import { MAX_BODY_SHOWN, type GetHrDelivery, type HrDeliveryDetails } from '#contracts/workflow/get-hr-delivery';
import type { HrDelivery } from '#contracts/workflow/list-hr-deliveries';
import { DELIVERY_HEADERS } from '#contracts/workflow/receive-hr-delivery';
import { DomainError } from '#contracts/errors';
import type { RequestContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { WorkflowParts } from '../workflow.provider';
import { callFrom } from './call.adapter';
import { HrDeliveryRow } from './hr-delivery.entity';
import { textOf } from './readings/json';

export function shownDelivery({ deliveryId, tenantId: _, revision: __, ...row }: HrDeliveryRow): HrDelivery {
  return { id: deliveryId, ...row };
}

/** The values of headers are secrets, and are not shown. */
export async function getHrDelivery(
  { deliveryId }: GetHrDelivery,
  { tenantId }: RequestContext,
  { tenantReader, hrRaw }: WorkflowParts,
): Promise<Outcome<HrDeliveryDetails>> {
  const row = await tenantReader.query(tenantId, (rows) => rows.findOneBy(HrDeliveryRow, { tenantId, deliveryId }));
  if (!row) throw new DomainError('NOT_FOUND', 'There is no such delivery');
  const text = await hrRaw.open(tenantId, deliveryId);
  const call = text === undefined ? undefined : callFrom(text);
  const body = call && printable(textOf(call.body) ?? Buffer.from(call.body).toString('base64'));
  return {
    answer: {
      ...shownDelivery(row),
      headers: DELIVERY_HEADERS.filter((name) => call?.headers[name] !== undefined),
      body: body?.slice(0, MAX_BODY_SHOWN) ?? null,
      isCut: body !== undefined && body.length > MAX_BODY_SHOWN,
    },
  };
}

/** Text that any reader takes: without the control characters that JSON has no use for. */
function printable(text: string): string {
  return text.toWellFormed().replaceAll(/[^\P{Cc}\t\r\n]/gu, '\u{FFFD}');
}
