import { PLATFORM } from '#contracts/permissions';
import type { RequestContext } from '#libs/identity';
import type { Outcome } from './dispatch';
import type { ServiceParts } from './service-parts';
import type { ReadFunction } from './wiring';

/** Answers a query from rows: of the caller's organisation, or of all for the platform's own. */
export async function readRows(
  read: ReadFunction<object>,
  payload: object,
  context: RequestContext,
  { tenantReader, platformReader, commands: lookup }: ServiceParts,
): Promise<Outcome> {
  const { tenantId } = context;
  const result = await (tenantId === PLATFORM
    ? platformReader.query((rows) => read(payload, { context, rows, lookup }))
    : tenantReader.query(tenantId, (rows) => read(payload, { context, rows, lookup })));
  return isOutcome(result) ? result : { answer: result };
}

function isOutcome(result: object): result is Outcome {
  return 'answer' in result;
}
