import type { LineChanged } from '#contracts/kpi/line-events';
import type { KpiTargetSet } from '#contracts/kpi/kpi-target-events';
import type { ProductStandardSet } from '#contracts/kpi/product-standard-events';
import type { ShiftCalendarSet, ShiftExceptionSet } from '#contracts/kpi/shift-calendar-events';
import type { StopReasonChanged } from '#contracts/kpi/stop-reason-events';
import { foldedText } from '#contracts/values/text-folding';
import { standardValues, type ProductStandards } from '../product-standard/product-standards';
import { inForce } from '../time/in-force';
import type { ShiftCalendars } from '../time/shift-calendar';

/** Recorded events of one thing of the setup, in the order of recording. */
export interface SetupHistories {
  readonly organization: OrganizationZone;
  readonly line: LineChanged;
  readonly calendar: ShiftCalendarSet | ShiftExceptionSet;
  readonly reason: StopReasonChanged;
  readonly standard: ProductStandardSet;
  readonly target: KpiTargetSet;
}

export interface OrganizationZone {
  readonly timeZone: string;
}

export type SetupKind = keyof SetupHistories;

export type Recording<Kind extends SetupKind = SetupKind> = readonly [since: string, data: SetupHistories[Kind]];

/** The names of rows: of a line's calendar, a reason, a product's standards, the targets of a key figure. */
export const setupName = {
  organization: () => 'organization',
  line: (lineId: string) => `line ${lineId}`,
  calendar: (lineId: string | null) => `calendar ${lineId ?? ''}`,
  reason: (reasonId: string) => `reason ${reasonId}`,
  standard: (product: string) => `standard ${foldedText(product)}`,
  target: (kpi: string) => `target ${kpi}`,
} satisfies Record<SetupKind, (...of: never[]) => string>;

export interface SetupRow {
  readonly kind: SetupKind;
  readonly history: readonly Recording[];
}

/** The setup as it was known at a time; null: as recorded last. */
export class KnownSetup {
  constructor(
    private readonly rows: readonly SetupRow[],
    private readonly knownAt: string | null,
  ) {}

  get timeZone(): string {
    return this.of('organization').at(-1)?.timeZone ?? 'UTC';
  }

  get lines(): ReadonlyMap<string, LineChanged> {
    return new Map(this.of('line').map((line) => [line.lineId, line]));
  }

  get reasons(): ReadonlyMap<string, StopReasonChanged> {
    return new Map(this.of('reason').map((reason) => [reason.reasonId, reason]));
  }

  /** Those of a line, and of all lines. */
  calendarsFor(lineId: string): ShiftCalendars {
    const rows = new Map<string, ShiftCalendarSet>();
    const exceptions = new Map<string, ShiftExceptionSet>();
    for (const each of this.of('calendar')) {
      if (each.lineId !== null && each.lineId !== lineId) continue;
      if ('validFrom' in each) rows.set(`${each.lineId ?? ''} ${each.validFrom}`, each);
      else exceptions.set(`${each.lineId ?? ''} ${each.date}`, each);
    }
    return {
      rows: [...rows.values()],
      exceptions: [...exceptions.values()].flatMap(({ shifts, ...each }) => (shifts ? [{ ...each, shifts }] : [])),
    };
  }

  /** The row of a line's calendar that counts for a date, and the exceptions of that date, also those taken back. */
  calendarIdsFor(lineId: string, date: string): string[] {
    const calendars = this.of('calendar');
    const counts = (of: string | null) => calendars.filter((each) => each.lineId === of);
    const rowsOf = (of: string | null) => counts(of).flatMap((each) => ('validFrom' in each ? each : []));
    const row = inForce(rowsOf(lineId), date) ?? inForce(rowsOf(null), date);
    const exceptions = [...counts(lineId), ...counts(null)].flatMap((each) =>
      'validFrom' in each || each.date !== date ? [] : each.exceptionId,
    );
    return [...(row ? [row.calendarId] : []), ...exceptions];
  }

  /** The ids of calendars, exceptions, standards, reasons and targets that give other figures, or judge otherwise, since then. */
  changedAfter(moment: string): ReadonlySet<string> {
    const { knownAt } = this;
    const changed = this.rows.flatMap(({ history }) =>
      history.flatMap(([since, data], at) =>
        since > moment && (knownAt === null || since <= knownAt) ? changedBy(data, history[at - 1]?.[1]) : [],
      ),
    );
    return new Set(changed);
  }

  get standards(): ProductStandards {
    const ofProduct = new Map<string, Map<string, ProductStandardSet>>();
    for (const each of this.of('standard')) {
      const key = foldedText(each.product);
      const known = ofProduct.get(key) ?? new Map<string, ProductStandardSet>();
      ofProduct.set(key, known.set(each.standardId, each));
    }
    const standards = [...ofProduct].map(([key, rows]) => {
      const ofRow = ({ standardId: id, lineId, validFrom, ...data }: ProductStandardSet) => {
        return { id, lineId, validFrom, values: standardValues(data), revision: 0 };
      };
      return [key, [...rows.values()].map(ofRow)] as const;
    });
    return { ofProduct: new Map(standards), count: standards.length };
  }

  get targets(): readonly KpiTargetSet[] {
    return [...new Map(this.of('target').map((target) => [target.targetId, target])).values()];
  }

  private of<Kind extends SetupKind>(kind: Kind): SetupHistories[Kind][] {
    const { knownAt } = this;
    return this.rows.flatMap((row) => {
      if (row.kind !== kind) return [];
      const known = row.history.filter(([since]) => knownAt === null || since <= knownAt);
      return known.map(([, data]) => data as SetupHistories[Kind]);
    });
  }
}

/** The thing that a recording changes, where it changes figures or how they are judged. `former`: the one before it of its row. */
function changedBy(data: SetupHistories[SetupKind], former: SetupHistories[SetupKind] | undefined): string[] {
  if ('reasonId' in data) return former && 'reasonId' in former && former.class === data.class ? [] : [data.reasonId];
  if ('targetId' in data) {
    const { before, green, amber } = data;
    return before && before.green === green && before.amber === amber ? [] : [data.targetId];
  }
  if ('standardId' in data) return [data.standardId];
  if ('calendarId' in data) return [data.calendarId];
  return 'exceptionId' in data ? [data.exceptionId] : [];
}
