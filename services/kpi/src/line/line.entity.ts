import { Index } from 'typeorm';
import {
  BigCountColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TextColumn,
  TokenColumn,
} from '#libs/read-models';

@ReadModel({ schema: 'kpi', table: 'line', version: 1 })
@Searched('code', 'name', 'area')
@Index(['tenantId', 'code'])
@Index(['tenantId', 'codeKey'])
export class LineRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) lineId!: string;
  @TextColumn() code!: string;
  /** Folded: the code in any case. */
  @TokenColumn() codeKey!: string;
  @TextColumn() name!: string;
  @IdColumn({ nullable: true }) locationId!: string | null;
  @TextColumn({ nullable: true }) area!: string | null;
  /** Folded. */
  @TokenColumn({ nullable: true }) areaKey!: string | null;
  @FlagColumn() constraint!: boolean;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  /** The revision of the last event about it: the entity tag. */
  @BigCountColumn() revision!: number;
}
