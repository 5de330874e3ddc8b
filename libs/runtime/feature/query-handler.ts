import { Inject, type Type } from '@nestjs/common';
import { PLATFORM } from '#contracts/permissions';
import type { RequestContext } from '#libs/identity';
import type { PlatformReader, TenantReader } from '#libs/read-models';
import { Handles, type Dispatched, type Handler, type Outcome } from './dispatch';
import type { Wiring } from './feature';
import { PLATFORM_READER, TENANT_READER } from './service-tokens';

/** The @nestjs/cqrs handler of a query that reads rows: of the caller's organisation, or of all for the platform's own. */
export function queryHandler({
  contract,
  answer,
}: Extract<Wiring, { kind: 'query' }>): Type<Handler<object, object, RequestContext>> {
  @Handles(contract)
  class QueryFunctionHandler implements Handler<object, object, RequestContext> {
    constructor(
      @Inject(TENANT_READER) private readonly tenantReader: TenantReader,
      @Inject(PLATFORM_READER) private readonly platformReader: PlatformReader,
    ) {}

    async execute({ payload, context }: Dispatched<object, RequestContext>): Promise<Outcome> {
      const { tenantId } = context;
      const read = (rows: Parameters<Parameters<TenantReader['query']>[1]>[0]) => answer(payload, { context, rows });
      const result = await (tenantId === PLATFORM
        ? this.platformReader.query(read)
        : this.tenantReader.query(tenantId, read));
      return isOutcome(result) ? result : { answer: result };
    }
  }
  return QueryFunctionHandler;
}

function isOutcome(result: object): result is Outcome {
  return 'answer' in result;
}
