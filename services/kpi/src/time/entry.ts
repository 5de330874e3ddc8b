import { decimalUnits, quantityUnits } from '#contracts/values/amounts';
import type { Interval } from './intervals';

/** In thousandths of a unit. */
export interface Output {
  readonly good: bigint;
  readonly rework: bigint;
  readonly scrap: bigint;
}

/** What a line made of a product, told for a shift or for the time in which it ran. */
export interface Entry extends Output {
  readonly id: string;
  readonly product: string;
  readonly order: string | null;
  /** null: told for a shift. `to` null: it runs still, and its output is not known. */
  readonly run: { readonly from: number; readonly to: number | null } | null;
  readonly people: number | null;
  /** Hours worked on it, in thousandths. */
  readonly hours: bigint | null;
}

export function outputOf({
  good,
  rework = '0',
  scrap = '0',
}: {
  good: string;
  rework?: string;
  scrap?: string;
}): Output {
  return { good: quantityUnits(good), rework: quantityUnits(rework), scrap: quantityUnits(scrap) };
}

export const produced = ({ good, rework, scrap }: Output): bigint => good + rework + scrap;

/** Of a product on a line, on a date. */
export interface Standard {
  /** Seconds of one unit, in millionths. */
  readonly runSeconds: bigint;
  /** Hours of labour in one unit, in millionths; null: none is set. */
  readonly labourHours: bigint | null;
}

const STANDARD_PLACES = 6;

export function standardOf({ runSeconds, labourHours }: { runSeconds: string; labourHours?: string | null }): Standard {
  const hours = labourHours === undefined || labourHours === null ? null : decimalUnits(labourHours, STANDARD_PLACES);
  return { runSeconds: decimalUnits(runSeconds, STANDARD_PLACES), labourHours: hours };
}

/** The run of an entry that has ended by then; undefined without one. */
export function endedRun({ run }: Entry, asOf: number): Interval | undefined {
  return run && run.to !== null && run.to <= asOf ? { from: run.from, to: run.to } : undefined;
}

/** It counts later: what it made is not known before it ends. */
export function isPending({ run }: Entry, asOf: number): boolean {
  return run !== null && (run.to === null || run.to > asOf);
}
