import { on } from '#contracts/declare/on';
import type { Recorded } from '#contracts/declare/recorded';
import { KpiTargetSet } from '#contracts/kpi/kpi-target-events';
import { LineChanged, LineCreated } from '#contracts/kpi/line-events';
import {
  ProductionCorrected,
  ProductionRecorded,
  ProductionRemoved,
  type ProductionOutput,
} from '#contracts/kpi/production-events';
import { ProductStandardSet } from '#contracts/kpi/product-standard-events';
import { ShiftCalendarSet, ShiftExceptionSet } from '#contracts/kpi/shift-calendar-events';
import { StopCorrected, StopEnded, StopRecorded, StopRemoved, type LineStop } from '#contracts/kpi/stop-events';
import { StopReasonChanged, StopReasonCreated } from '#contracts/kpi/stop-reason-events';
import { OrganizationChanged, OrganizationCreated } from '#contracts/tenancy/organization-events';
import { daysAfter } from '#contracts/values/local-date';
import { foldedText } from '#contracts/values/text-folding';
import { change, projection, restatement, type RowChange } from '#libs/projections';
import type { LineItem } from './day-history';
import { isDue, isOpen, openHead, placeOf, reachOf, withDays, withRange, type DueOf, type Span } from './due-days';
import { READS, restated } from './line-day-restatement';
import {
  FigureSetupRow,
  LineDayHeadRow,
  LineDayRow,
  LineItemRow,
  LineOpenRow,
  TouchedDayRow,
} from './line-sums.entity';
import { setupName, type Recording, type SetupKind } from './setup-history';

type Of<Data extends object> = Recorded<{ readonly type: string; readonly data: Data }>;

interface ItemChange {
  readonly id: string;
  readonly kind: LineItem['kind'];
  readonly lineId: string;
  /** The date of the stream. */
  readonly home: string;
  readonly before: Span | null;
  readonly after: Span | null;
  /** The value now, by the one before. */
  readonly value: (last: ProductionOutput | LineStop | null) => ProductionOutput | LineStop | null;
}

/** An entry or a stop has changed: its day, those that it reaches into or did, and all from it on where it is open. */
function itemChanged(event: Of<object>, item: ItemChange): RowChange[] {
  const { tenantId, recordedAt: at } = event;
  const { id: itemId, kind, lineId, home, before, after } = item;
  // What is open now is looked for by its line; what was open has been known to be until now.
  const ended = isOpen(after) ? [before] : [before, after];
  const reached = [...new Set(ended.flatMap((span) => reachOf(home, span, at)))];
  const isOrWasOpen = isOpen(before) || isOpen(after);
  const range = { lineId, from: daysAfter(home, -1), to: null, product: null, reasonId: null };
  const itemKey = { tenantId, place: placeOf(lineId, home), itemId };
  return [
    change(LineItemRow, itemKey, (row) => {
      const versions = row?.versions ?? [];
      const version = [at, item.value(versions.at(-1)?.[1] ?? null)] as const;
      return { ...itemKey, kind, versions: [...versions, version] };
    }),
    ...[home, ...reached].map((date) =>
      touched(event, { lineId, date, home, reached: kind === 'entry' ? reached : [] }),
    ),
    ...(isOrWasOpen ? [openChanged(tenantId, item)] : []),
    headChanged(event, (head) => {
      const due = withDays(head, lineId, [home, ...reached]);
      return isOrWasOpen ? withRange(due, { ...range, at }) : due;
    }),
  ];
}

interface Touch {
  readonly lineId: string;
  readonly date: string;
  readonly home: string;
  /** The other dates of a run. */
  readonly reached: readonly string[];
}

function touched({ tenantId, recordedAt: at }: Of<object>, { lineId, date, home, reached }: Touch): RowChange {
  const place = placeOf(lineId, date);
  const linked = reached.length === 0 ? [] : [home, ...reached];
  return change(TouchedDayRow, { tenantId, place }, (row) => ({
    tenantId,
    place,
    lineId,
    date,
    homes: united(row?.homes, [home], date),
    linked: united(row?.linked, linked, date),
    firstAt: row?.firstAt ?? at,
    changedAt: at,
    state: 'due' as const,
  }));
}

/** Dates in the order in which they came, but for the own one. */
function united(known: readonly string[] = [], more: readonly string[], own: string): readonly string[] {
  const added = more.filter((date) => date !== own && !known.includes(date));
  return added.length === 0 ? known : [...known, ...added];
}

function openChanged(tenantId: string, { id, lineId, home, after }: ItemChange): RowChange {
  return change(LineOpenRow, { tenantId, lineId }, (row) => {
    const { [id]: _, ...others } = row?.open ?? {};
    return { tenantId, lineId, open: isOpen(after) ? { ...others, [id]: home } : others };
  });
}

function headChanged({ tenantId }: Of<object>, fold: (head: LineDayHeadRow) => LineDayHeadRow): RowChange {
  const key = { tenantId, organizationId: tenantId };
  return change(LineDayHeadRow, key, (head) => fold(head ?? openHead(tenantId)));
}

type EntryData = { readonly entryId: string; readonly lineId: string; readonly date: string };

function entryChanged(
  event: Of<EntryData>,
  before: ProductionOutput | null,
  after: ProductionOutput | null,
): RowChange[] {
  const { entryId: id, lineId, date: home } = event.data;
  return itemChanged(event, { id, kind: 'entry', lineId, home, before, after, value: () => after });
}

type StopData = { readonly stopId: string; readonly lineId: string; readonly date: string };

function stopChanged(event: Of<StopData>, before: LineStop | null, after: LineStop | null): RowChange[] {
  const { stopId: id, lineId, date: home } = event.data;
  return itemChanged(event, { id, kind: 'stop', lineId, home, before, after, value: () => after });
}

/** The event does not tell the start: the row does. */
function stopEnded(event: Of<StopEnded>): RowChange[] {
  const { stopId: id, lineId, date: home, to } = event.data;
  const from = `${home}T00:00:00.000Z`;
  const spans = { before: { from, to: null }, after: { from, to } };
  const value: ItemChange['value'] = (last) => last && { ...last, to };
  return itemChanged(event, { id, kind: 'stop', lineId, home, ...spans, value });
}

/** A part of the setup was recorded; `due`: the days that it may change, by what was known of it before. */
function setupChanged<Kind extends SetupKind>(
  event: Of<object>,
  { kind, name, data }: { readonly kind: Kind; readonly name: string; readonly data: Recording<Kind>[1] },
  due?: (before: Recording<Kind>[1] | undefined) => DueOf | undefined,
): RowChange[] {
  const { tenantId, recordedAt: at } = event;
  const row = { tenantId, name };
  const marked = change(
    LineDayHeadRow,
    { tenantId, organizationId: tenantId },
    (head, setup) => {
      const range = due?.(setup?.history.at(-1)?.[1] as Recording<Kind>[1] | undefined);
      return range ? withRange(head ?? openHead(tenantId), { ...range, at }) : head;
    },
    { reads: [[FigureSetupRow, row]] },
  );
  const recorded = change(FigureSetupRow, row, (setup) => ({
    ...row,
    kind,
    history: [...(setup?.history ?? []), [at, data] as const],
  }));
  return due ? [marked, recorded] : [recorded];
}

const ALL = { lineId: null, product: null, reasonId: null, to: null };
const FIRST = '0001-01-01';

function zoneChanged(event: Of<{ readonly timeZone: string }>): RowChange[] {
  const { timeZone } = event.data;
  return setupChanged(event, { kind: 'organization', name: setupName.organization(), data: { timeZone } }, (before) =>
    before?.timeZone === timeZone ? undefined : { ...ALL, from: FIRST },
  );
}

function lineDescribed(event: Of<LineChanged>): RowChange[] {
  return setupChanged(event, { kind: 'line', name: setupName.line(event.data.lineId), data: event.data });
}

function reasonDescribed(event: Of<StopReasonChanged>): RowChange[] {
  const { data } = event;
  const { reasonId } = data;
  return setupChanged(event, { kind: 'reason', name: setupName.reason(reasonId), data }, (before) =>
    before?.class === data.class ? undefined : { ...ALL, reasonId, from: FIRST },
  );
}

/** The night before a change may end later or earlier. */
function calendarSet(event: Of<ShiftCalendarSet>): RowChange[] {
  const { data } = event;
  const { lineId, validFrom } = data;
  const due = () => ({ ...ALL, lineId, from: daysAfter(validFrom, -1) });
  return setupChanged(event, { kind: 'calendar', name: setupName.calendar(lineId), data }, due);
}

function exceptionSet(event: Of<ShiftExceptionSet>): RowChange[] {
  const { data } = event;
  const { lineId, date } = data;
  const due = () => ({ ...ALL, lineId, from: daysAfter(date, -1), to: daysAfter(date, 1) });
  return setupChanged(event, { kind: 'calendar', name: setupName.calendar(lineId), data }, due);
}

function standardSet(event: Of<ProductStandardSet>): RowChange[] {
  const { data } = event;
  const { lineId, product, validFrom: from } = data;
  const due = () => ({ ...ALL, lineId, product: foldedText(product), from });
  return setupChanged(event, { kind: 'standard', name: setupName.standard(product), data }, due);
}

/**
 * What lines produced and why they stood, as sums by business date. A change of the setup changes days of many lines, so
 * the projection is keyed by the organisation, and each batch ends with the days that its events touched.
 */
export const lineSumsProjection = projection({
  name: 'line-sums',
  service: 'kpi',
  version: 1,
  tables: [LineItemRow, TouchedDayRow, LineDayRow, LineOpenRow, FigureSetupRow, LineDayHeadRow],
  keyColumn: 'tenantId',
  key: ({ tenantId }) => tenantId,
  on: [
    on(ProductionRecorded, (event) => entryChanged(event, null, event.data.output)),
    on(ProductionCorrected, (event) => entryChanged(event, event.data.before, event.data.output)),
    on(ProductionRemoved, (event) => entryChanged(event, event.data.before, null)),
    on(StopRecorded, (event) => stopChanged(event, null, event.data.stop)),
    on(StopEnded, stopEnded),
    on(StopCorrected, (event) => stopChanged(event, event.data.before, event.data.stop)),
    on(StopRemoved, (event) => stopChanged(event, event.data.before, null)),
    on(OrganizationCreated, zoneChanged),
    on(OrganizationChanged, zoneChanged),
    on(LineCreated, lineDescribed),
    on(LineChanged, lineDescribed),
    on(StopReasonCreated, reasonDescribed),
    on(StopReasonChanged, reasonDescribed),
    on(ShiftCalendarSet, calendarSet),
    on(ShiftExceptionSet, exceptionSet),
    on(ProductStandardSet, standardSet),
    on(KpiTargetSet, (event) =>
      setupChanged(event, { kind: 'target', name: setupName.target(event.data.kpi), data: event.data }),
    ),
  ],
  restatement: restatement<LineDayHeadRow>({ head: LineDayHeadRow, isDue, reads: READS, fold: restated }),
});
