import { randomUUID } from 'node:crypto';
import { event, type DomainEvent } from '../../contracts/declare/event';
import { LineCreated } from '../../contracts/kpi/line-events';
import { ProductionRecorded } from '../../contracts/kpi/production-events';
import { ProductStandardSet } from '../../contracts/kpi/product-standard-events';
import { ShiftCalendarSet } from '../../contracts/kpi/shift-calendar-events';
import { StopRecorded } from '../../contracts/kpi/stop-events';
import { StopReasonCreated } from '../../contracts/kpi/stop-reason-events';
import { STOP_CLASSES } from '../../contracts/kpi/kpi-words';
import { daysAfter } from '../../contracts/values/local-date';
import { v5 } from 'uuid';
import type { NewStream } from './work-events';

const SHIFTS = ['Early', 'Late', 'Night'];
const STARTS = ['06:00', '14:00', '22:00'];
const PRODUCTS = 30;
const ENTRIES_A_SHIFT = 4;
const STOPS_A_SHIFT = 2;
export const FIRST_DATE = '2025-01-01';

export interface BenchLines {
  readonly lineIds: readonly string[];
  readonly days: number;
  /** The first of them. Default: `FIRST_DATE`. */
  readonly from?: string;
}

/** Lines with three shifts, standards and reasons. */
export function* setup(tenantId: string, { lineIds }: BenchLines): Generator<NewStream> {
  const lines = lineIds.map((lineId, index) =>
    event(LineCreated, {
      lineId,
      code: `L-${index}`,
      name: `Line ${index}`,
      locationId: null,
      area: `Area ${index % 4}`,
      constraint: false,
    }),
  );
  yield { category: 'kpi.lines', id: tenantId, events: lines };
  const weekdays = [1, 2, 3, 4, 5, 6, 7];
  const shifts = SHIFTS.map((name, index) => ({
    name,
    start: STARTS[index] ?? '',
    end: STARTS[(index + 1) % 3] ?? '',
    breaks: [],
    weekdays,
  }));
  const calendar = { calendarId: randomUUID(), lineId: null, validFrom: '2024-01-01', shifts, before: null };
  yield { category: 'kpi.shift_calendars', id: tenantId, events: [event(ShiftCalendarSet, calendar)] };
  yield { category: 'kpi.stop_reasons', id: tenantId, events: reasons(tenantId) };
  yield { category: 'kpi.product_standards', id: tenantId, events: standards() };
}

const reasonId = (tenantId: string, index: number) => v5(`reason ${index}`, tenantId);

function reasons(tenantId: string): DomainEvent[] {
  return STOP_CLASSES.map((of, index) =>
    event(StopReasonCreated, { reasonId: reasonId(tenantId, index), code: `R-${index}`, name: of, class: of }),
  );
}

function standards(): DomainEvent[] {
  return Array.from({ length: PRODUCTS }, (_, index) =>
    event(ProductStandardSet, {
      standardId: randomUUID(),
      product: `P-${index}`,
      lineId: null,
      validFrom: '2024-01-01',
      runSeconds: `${20 + index}.500000`,
      labourHours: '0.010000',
      unitsPerPack: null,
      opportunities: 5,
      before: null,
    }),
  );
}

/** The days of the lines: entries by shift, and short stops. */
export function* lineDays(tenantId: string, { lineIds, days, from = FIRST_DATE }: BenchLines): Generator<NewStream> {
  for (let day = 0; day < days; day++) {
    const date = daysAfter(from, day);
    for (const [line, lineId] of lineIds.entries()) {
      const events = SHIFTS.flatMap((shift, index) => [
        ...Array.from({ length: ENTRIES_A_SHIFT }, (_, n) => entry({ lineId, date, shift, n: day + line + n })),
        ...Array.from({ length: STOPS_A_SHIFT }, (_, n) =>
          stop(tenantId, { lineId, date, hour: 6 + index * 8 + n * 3, n }),
        ),
      ]);
      yield { category: 'kpi.line_day', id: v5(date, lineId), events };
    }
  }
}

function entry({ lineId, date, shift, n }: { lineId: string; date: string; shift: string; n: number }): DomainEvent {
  const output = {
    shift,
    from: null,
    to: null,
    product: `P-${n % PRODUCTS}`,
    order: `O-${n % 50}`,
    people: 4,
    hours: '7.500',
  };
  const quantities = { good: `${200 + (n % 60)}.000`, rework: `${n % 7}.000`, scrap: `${n % 5}.000` };
  return event(ProductionRecorded, {
    entryId: randomUUID(),
    lineId,
    date,
    batchId: null,
    output: { ...output, ...quantities },
    source: 'import',
  });
}

function stop(
  tenantId: string,
  { lineId, date, hour, n }: { lineId: string; date: string; hour: number; n: number },
): DomainEvent {
  const from = Date.parse(`${date}T00:00:00.000Z`) + hour * 3_600_000 + n * 600_000;
  const at = (minutes: number) => new Date(from + minutes * 60_000).toISOString();
  return event(StopRecorded, {
    stopId: randomUUID(),
    lineId,
    date,
    batchId: null,
    stop: { from: at(0), to: at(12), reasonId: reasonId(tenantId, (hour + n) % STOP_CLASSES.length), note: null },
  });
}
