import { invalid } from '#contracts/declare/validation';
import { faultAt, type FieldError } from '#contracts/errors';
import type { Kpi, KpiGrouping } from '#contracts/kpi/kpi-words';
import { faultOfDay, faultOfPlaces, type ReportScheduleValues } from '#contracts/kpi/report-schedule';
import { foldedText } from '#contracts/values/text-folding';
import { currentFormula } from '../formula/formulas';
import type { Lines } from '../line/line';

/** The things that a schedule may name. */
export interface ReportFacts {
  readonly lines: Lines;
  /** The present users of the organisation. */
  readonly users: ReadonlySet<string>;
  /** Those of them whose roles let them read key figures. */
  readonly readers: ReadonlySet<string>;
}

/** @throws DomainError for values that do not fit each other, and for a line, area or user that is not there */
export function refuseUnfit(values: ReportScheduleValues, { lines, users, readers }: ReportFacts): void {
  const fault = faultOfDay(values) ?? faultOfPlaces(values) ?? faultOfGroups(values);
  if (fault) throw invalid([fault]);
  const { lineIds, areas, recipients } = values;
  const missingLine = lineIds?.findIndex((id) => !lines.byId.has(id)) ?? -1;
  if (missingLine >= 0) throw faultAt('NOT_FOUND', `/lineIds/${missingLine}`, 'is no line here');
  const known = new Set([...lines.byId.values()].flatMap(({ area }) => (area === null ? [] : foldedText(area))));
  const missingArea = areas?.findIndex((area) => !known.has(foldedText(area))) ?? -1;
  if (missingArea >= 0) throw faultAt('NOT_FOUND', `/areas/${missingArea}`, 'is no area of a line here');
  const missingUser = recipients.findIndex((id) => !users.has(id));
  if (missingUser >= 0) throw faultAt('NOT_FOUND', `/recipients/${missingUser}`, 'is no user here');
  const unable = recipients.findIndex((id) => !readers.has(id));
  if (unable >= 0) {
    throw faultAt('VALIDATION_FAILED', `/recipients/${unable}`, 'may not read key figures (kpi.read)', 'CHOICE');
  }
}

/** A figure that is of no line, such as that of deliveries, is of the organisation alone. */
function faultOfGroups({ kpis, groupBy, lineIds, areas }: ReportScheduleValues): FieldError | undefined {
  const wanted = new Set<KpiGrouping>([...groupBy, ...(lineIds || areas ? (['line'] as const) : [])]);
  const misfit = kpis.findIndex((kpi) => isPersonal(kpi) || !fits(kpi, wanted));
  if (misfit < 0) return undefined;
  const kpi = kpis[misfit] as Kpi;
  const message = isPersonal(kpi) ? 'is of persons: no report has it' : `fits no report by ${[...wanted].join(', ')}`;
  return { pointer: `/kpis/${misfit}`, code: 'CHOICE', message };
}

const fits = (kpi: Kpi, wanted: ReadonlySet<KpiGrouping>) =>
  [...wanted].every((grouping) => currentFormula(kpi).groupings.includes(grouping));

/** Of one person, or nothing. */
const isPersonal = (kpi: Kpi) => kpi === 'bradford';
