import { BigCountColumn, IdColumn, ReadModel, TenantColumn, TextColumn, TextsColumn } from '#libs/read-models';

/** A domain with its members, of whose tasks and events this service shows lists. */
@ReadModel({ schema: 'workflow', table: 'work_domain', version: 1 })
export class WorkDomainRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) domainId!: string;
  @TextColumn() name!: string;
  /** Users, the owner among them. */
  @TextsColumn() members!: readonly string[];
  @BigCountColumn() revision!: number;
}
