import { Query } from '../declare/contract';
import { Balance, Choice, Code, Count, Flag, Id, Instant, Name, Nested, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { EXCEPTION_KINDS, type ExceptionKind } from './exception-events';

/** The acceptance of an exception. */
export class ExceptionAccepted {
  @Name({ description: 'The one who accepted it', example: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071' }) by!: string;
  @Instant() at!: string;
  @Text({ max: 2000, lines: true }) reason!: string;
}

/** Stock that is not as the rules would have it. It stays until its cause is gone, or somebody accepts it. */
export class StockExceptionDetails {
  @Id() id!: string;
  @Choice(EXCEPTION_KINDS) kind!: ExceptionKind;
  @Id({ nullable: true }) itemId!: string | null;
  @Code({ nullable: true }) itemNumber!: string | null;
  @Id({ nullable: true }) locationId!: string | null;
  @Code({ nullable: true }) locationCode!: string | null;
  @Code({ nullable: true }) lotNumber!: string | null;
  @Balance({
    nullable: true,
    description:
      'In the stock unit: how much is missing of a balance or a reservation; the stock of a recalled lot; how far the ' +
      'book at the moment of a posted count has moved since (signed)',
  })
  quantity!: string | null;
  @Count({ min: 0, max: 1e9, nullable: true, description: 'Of an inactive location: the items and lots in it' })
  balances!: number | null;
  @Text({ max: 40, nullable: true, description: 'Why a line was not posted', example: 'INSUFFICIENT_STOCK' })
  code!: string | null;
  @Id({ nullable: true, description: 'The movement that caused it' }) movementId!: string | null;
  @Id({ nullable: true }) transactionId!: string | null;
  @Id({ nullable: true }) documentId!: string | null;
  @Id({ nullable: true }) orderId!: string | null;
  @Id({ nullable: true }) receiptId!: string | null;
  @Id({ nullable: true }) countId!: string | null;
  @Count({ min: 1, max: 10_000, nullable: true, description: 'Of the document, receipt or count' })
  line!: number | null;
  @Id({ nullable: true }) reservationId!: string | null;
  @Instant({ description: 'Since when it holds: the effective time of its cause' }) effectiveAt!: string;
  @Instant({ description: 'When its cause was recorded' }) recordedAt!: string;
  @Flag({ description: 'It is about a count: `recount` opens another one of the place' }) offersRecount!: boolean;
  @Nested(() => ExceptionAccepted, { nullable: true }) accepted!: ExceptionAccepted | null;
}

@Query({
  subject: 'inventory.list-stock-exceptions',
  permission: 'inventory.exception.read',
  route: 'GET /stock-exceptions',
  summary: 'List exceptions of the stock',
  answers: StockExceptionDetails,
  list: { sort: ['recordedAt', 'effectiveAt'], order: '-recordedAt' },
})
export class ListStockExceptions extends ListRequest {
  @Choice(EXCEPTION_KINDS, { optional: true }) kind?: ExceptionKind;
  @Id({ optional: true }) itemId?: string;
  @Id({ optional: true, description: 'With everything in it' }) locationId?: string;
  @Flag({ optional: true, description: 'Default: only those that nobody has accepted' }) accepted?: boolean;
}
