import { DayColumn, IdColumn, ReadModel, TenantColumn, TokenColumn } from '#libs/read-models';

/** A lot of an item, wherever it lies: its attributes are those that decisions use. */
@ReadModel({ schema: 'inventory', table: 'lot', version: 3 })
export class LotRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) itemId!: string;
  @TokenColumn({ key: true }) lotNumber!: string;
  @DayColumn({ nullable: true }) expiresOn!: string | null;
}
