import { Index } from 'typeorm';
import { DayColumn, IdColumn, ReadModel, TenantColumn } from '#libs/read-models';

/** The absence of a user, past ones too until another is set. */
@ReadModel({ schema: 'workflow', table: 'absence', version: 1 })
@Index(['tenantId', 'deputyId'])
export class AbsenceRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) userId!: string;
  @DayColumn() fromOn!: string;
  @DayColumn() toOn!: string;
  @IdColumn() deputyId!: string;
}
