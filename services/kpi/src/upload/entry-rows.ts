import { event } from '#contracts/declare/event';
import { faultAt } from '#contracts/errors';
import type { FieldChange } from '#contracts/imports/import-events';
import type { ImportedProduction } from '#contracts/kpi/import-production';
import { ProductionCorrected, ProductionRecorded, type ProductionOutput } from '#contracts/kpi/production-events';
import type { BatchDay } from '#contracts/kpi/production-batch-events';
import type { RecordProduction } from '#contracts/kpi/record-production';
import { foldedText } from '#contracts/values/text-folding';
import type { DayFacts } from '../line-day/day-rules';
import { correctedOutput, statedOutput } from '../line-day/production-output';
import { standardFor, type ProductStandards } from '../product-standard/product-standards';
import type { PartRules, PlacedRow } from './import-parts';
import type { NamedRow, RowNames } from './place-rows';
import type { PlansOfLines } from './plans-of-lines';

/** A row about production, with what it means on its line and date. */
export interface PlacedProduction extends PlacedRow {
  readonly row: ImportedProduction;
  readonly date: string;
  /** As the calendar spells it. */
  readonly shift: string | null;
  /** Those of the calendar on that date. */
  readonly shifts: readonly string[];
  readonly latestDate: string;
  readonly unitsPerPack: string | null;
}

/** What identifies an entry on its line and date. */
type EntryIdentity = Pick<ProductionOutput, 'shift' | 'from' | 'product' | 'order'>;

/** Equal for entries that a file cannot tell apart: shift and product count in any case. */
export function entryIdentity({ shift, from, product, order }: EntryIdentity): string {
  return JSON.stringify([from ?? foldedText(shift ?? ''), foldedText(product), order]);
}

export function toldIdentity({
  shift = null,
  from = null,
  product = '',
  order = null,
}: Partial<EntryIdentity>): string {
  return entryIdentity({ shift, from, product, order });
}

/** The start of a run also stands for its date. */
export const entryNames: Omit<RowNames<ImportedProduction>, 'idOf'> = {
  identityOf: toldIdentity,
  nameOf: ({ from, date = '' }, identity) => `production/${from === undefined ? date : ''}/${identity}`,
};

export function placedProduction(standards: ProductStandards, now: string) {
  return (
    { lineId, date }: BatchDay,
    { at, row, partId, identity }: NamedRow<ImportedProduction>,
    plans: PlansOfLines,
  ): PlacedProduction => {
    const { shift, unit, product, from } = row;
    const isPack = unit === 'pack' && product !== undefined;
    return {
      at,
      row,
      partId,
      identity,
      date,
      shift: shift === undefined ? null : plans.spelled(shift, lineId, date),
      shifts: shift === undefined ? [] : plans.shiftsOn(lineId, date),
      latestDate: plans.latestDate(now),
      fromDate: from === undefined ? null : plans.dateOf(from, lineId),
      unitsPerPack: isPack ? (standardFor(standards, { product, lineId, date })?.unitsPerPack ?? null) : null,
    };
  };
}

export const entryRules: PartRules<PlacedProduction, ProductionOutput, Pick<DayFacts, 'periods'>> = {
  noun: 'production entry',
  partsOf: ({ entries }) => entries,
  identityOf: entryIdentity,
  valueOf: (placed, before) => (before ? changed(placed, before) : stated(placed)),
  changesOf: outputChanges,
  eventOf: ({ partId: entryId, lineId, date, importId: batchId }, before, output) =>
    before
      ? event(ProductionCorrected, { entryId, lineId, date, batchId, output, before })
      : event(ProductionRecorded, { entryId, lineId, date, batchId, output, source: 'import' }),
  madeBy: (made) => {
    if (made.type === 'ProductionRecorded') return { id: made.data.entryId, before: null, after: made.data.output };
    if (made.type !== 'ProductionCorrected') return undefined;
    return { id: made.data.entryId, before: made.data.before, after: made.data.output };
  },
};

const FIELDS = ['shift', 'from', 'to', 'product', 'good', 'rework', 'scrap', 'order', 'people', 'hours'] as const;

function outputChanges(before: ProductionOutput, after: ProductionOutput): readonly FieldChange[] {
  return FIELDS.flatMap((field) =>
    before[field] === after[field] ? [] : [{ field, from: textOf(before[field]), to: textOf(after[field]) }],
  );
}

function textOf(value: string | number | null): string | null {
  return value === null ? null : String(value);
}

/** An empty cell leaves what is there. */
function changed({ row, ...facts }: PlacedProduction, before: ProductionOutput): ProductionOutput {
  const { id: _, line: __, lineId: ___, date: ____, shift: named, product, from, ...said } = row;
  return correctedOutput(
    {
      ...said,
      // A shift and a product in another spelling are the same.
      ...(named !== undefined && !isAlike(named, before.shift) && { shift: named }),
      ...(product !== undefined && !isAlike(product, before.product) && { product }),
      ...(from !== undefined && from !== before.from && { from }),
    },
    before,
    facts,
  );
}

function isAlike(one: string, other: string | null): boolean {
  return other !== null && foldedText(one) === foldedText(other);
}

/** @throws DomainError */
function stated({ row, ...facts }: PlacedProduction): ProductionOutput {
  if (row.good === undefined) throw faultAt('VALIDATION_FAILED', '/good', 'is required for a new entry', 'REQUIRED');
  return statedOutput(row as RecordProduction, facts);
}
