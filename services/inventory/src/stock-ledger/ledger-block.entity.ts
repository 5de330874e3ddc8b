import { Index } from 'typeorm';
import {
  CountColumn,
  IdColumn,
  IdsColumn,
  InstantColumn,
  InstantsColumn,
  MoneyColumn,
  MoniesColumn,
  QuantitiesColumn,
  QuantityColumn,
  ReadModel,
  TenantColumn,
  TokenColumn,
} from '#libs/read-models';

/** The movements of a block. A row of that size stays in its page, where Postgres reads it without unpacking. */
export const BLOCK = 16;

/** The number of the last block, to which the next movement is added; it is never full of older ones. */
export const OPEN = -1;

/**
 * Movements of an item in the order in which they count, with their values as known now and the totals after each. The
 * lists have one element for each movement. The effective times rise, so `width_bucket` finds the last one at a moment.
 */
@ReadModel({ schema: 'inventory', table: 'ledger_block', version: 5 })
@Index(['tenantId', 'itemId', 'firstPlace'])
export class LedgerBlockRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) itemId!: string;
  @CountColumn({ key: true }) n!: number;
  @TokenColumn() firstPlace!: string;
  /** The time of recording of its first movement. */
  @InstantColumn() firstRecordedAt!: string;
  /** The item's totals before its first movement. */
  @MoneyColumn() valueBefore!: string;
  @QuantityColumn() itemBefore!: string;
  @IdsColumn() ids!: readonly string[];
  @InstantsColumn() effectiveAts!: readonly string[];
  @InstantsColumn() recordedAts!: readonly string[];
  @MoniesColumn() values!: readonly string[];
  @MoniesColumn() settled!: readonly string[];
  @MoniesColumn() valueAfter!: readonly string[];
  @QuantitiesColumn() itemAfter!: readonly string[];
  /** Of item, location and lot. */
  @QuantitiesColumn() placeAfter!: readonly string[];
}
