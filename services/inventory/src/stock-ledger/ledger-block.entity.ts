import { Index } from 'typeorm';
import {
  CountColumn,
  IdColumn,
  InstantColumn,
  MoneyColumn,
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
 * lists have one element for each movement, as text with a space between: a change of the past writes hundreds of blocks,
 * and the few that a query reads are taken apart there. Money and quantities are whole numbers of their last places, times
 * epoch milliseconds.
 */
@ReadModel({ schema: 'inventory', table: 'ledger_block', version: 6 })
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
  @TokenColumn() ids!: string;
  /** They rise, so `width_bucket` finds the last one at a moment. */
  @TokenColumn() effectiveAts!: string;
  @TokenColumn() recordedAts!: string;
  @TokenColumn() values!: string;
  /** Empty where none of them settled anything. */
  @TokenColumn() settled!: string;
  @TokenColumn() valueAfter!: string;
  @TokenColumn() itemAfter!: string;
  /** Of item, location and lot. */
  @TokenColumn() placeAfter!: string;
}

/** The SQL of a block's list as an array of numbers. */
export const numbersIn = (list: string) => `string_to_array(${list}, ' ')::numeric[]`;
/** The SQL of one element of a list, as money or as a quantity. */
export const moneyAt = (list: string, at: string) => `(string_to_array(${list}, ' '))[${at}]::numeric * 0.0001`;
export const quantityAt = (list: string, at: string) => `(string_to_array(${list}, ' '))[${at}]::numeric * 0.001`;
/** The SQL of a time as the lists have it. */
export const momentIn = (time: string) => `extract(epoch FROM ${time}::timestamptz) * 1000`;

/** A list of settlements with one more, after `count` of them. */
export function withSettled(list: string, count: number, settled: bigint): string {
  if (list === '' && settled === 0n) return '';
  return `${list === '' ? '0 '.repeat(count).trimEnd() : list} ${settled}`.trimStart();
}
