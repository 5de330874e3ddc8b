import { Inject, type Type } from '@nestjs/common';
import { contractOf } from '#contracts/contract';
import type { RequestContext } from '#libs/identity';
import type { PlatformReader, TenantReader } from '#libs/read-models';
import { Handles, type Dispatched, type Handler, type Outcome } from './dispatch';
import type { Wiring } from './feature';
import { type RowsShown, rowsShown } from './rows-shown';
import { PLATFORM_READER, TENANT_READER } from './service-tokens';

/** The @nestjs/cqrs handler of a query that reads rows: those that `rowsShown` names. */
export function queryHandler({
  contract,
  answer,
}: Extract<Wiring, { kind: 'query' }>): Type<Handler<object, object, RequestContext>> {
  const declared = contractOf(contract);
  @Handles(contract)
  class QueryFunctionHandler implements Handler<object, object, RequestContext> {
    constructor(
      @Inject(TENANT_READER) private readonly tenantReader: TenantReader,
      @Inject(PLATFORM_READER) private readonly platformReader: PlatformReader,
    ) {}

    async execute({ payload, context }: Dispatched<object, RequestContext>): Promise<Outcome> {
      const shown = rowsShown(declared, context);
      const read = (rows: Parameters<Parameters<TenantReader['query']>[1]>[0]) => answer(payload, { context, rows });
      const result = await this.read(shown, read);
      return isOutcome(result) ? result : { answer: result };
    }

    private read(shown: RowsShown, read: Parameters<TenantReader['query']>[1]): Promise<Outcome | object> {
      switch (shown.of) {
        case 'all':
          return this.platformReader.query(read) as Promise<object>;
        case 'account':
          return this.tenantReader.queryAccount(shown.accountId, read) as Promise<object>;
        case 'tenant':
          return this.tenantReader.query(shown.tenantId, read) as Promise<object>;
      }
    }
  }
  return QueryFunctionHandler;
}

function isOutcome(result: object): result is Outcome {
  return 'answer' in result;
}
