import { Index } from 'typeorm';
import { IdColumn, QuantityColumn, ReadModel, TenantColumn } from '#libs/read-models';

/** A movement of stock to an employee, or a part of one that came back, which names the movement. */
@ReadModel({ schema: 'workflow', table: 'issued_stock', version: 1 })
@Index(['tenantId', 'employeeId'])
@Index(['tenantId', 'takesBack'])
export class IssuedStockRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) movementId!: string;
  @IdColumn() itemId!: string;
  /** Null: it came back. */
  @IdColumn({ nullable: true }) employeeId!: string | null;
  @IdColumn({ nullable: true }) takesBack!: string | null;
  /** In the stock unit, positive. */
  @QuantityColumn() quantity!: string;
}
