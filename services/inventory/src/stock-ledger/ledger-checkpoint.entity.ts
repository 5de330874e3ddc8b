import { Index } from 'typeorm';
import { CountColumn, IdColumn, JsonColumn, ReadModel, TenantColumn, TokenColumn } from '#libs/read-models';
import type { ValueStateJson } from '../value/value-state';

/** So many movements lie between two checkpoints, or a multiple of that where the item has many FIFO layers. */
export const CHECKPOINT_EVERY = 512;

/** The state of an item's value before one of its movements, from which the later ones are folded again. */
@ReadModel({ schema: 'inventory', table: 'ledger_checkpoint', version: 6 })
@Index(['tenantId', 'itemId', 'firstPlace'])
export class LedgerCheckpointRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) itemId!: string;
  /** `n * CHECKPOINT_EVERY` movements come before it. */
  @CountColumn({ key: true }) n!: number;
  /** Of the movement after it. */
  @TokenColumn() firstPlace!: string;
  @JsonColumn() state!: ValueStateJson;
}
