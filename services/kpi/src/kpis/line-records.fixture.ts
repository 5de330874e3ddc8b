import type { Created } from '#contracts/created';
import { CreateLine } from '#contracts/kpi/create-line';
import { CreateStopReason } from '#contracts/kpi/create-stop-reason';
import { GetKpis, type KpiItem, type KpiTotals } from '#contracts/kpi/get-kpis';
import { RecordProduction } from '#contracts/kpi/record-production';
import { RecordStop } from '#contracts/kpi/record-stop';
import { SetProductStandard } from '#contracts/kpi/set-product-standard';
import { SetShiftCalendar } from '#contracts/kpi/set-shift-calendar';
import type { TestKpi } from '../kpi.fixture';

const ALL_WEEK = [1, 2, 3, 4, 5, 6, 7];
/** The business date of what is recorded, where nothing else is said. */
export const DATE = '2026-03-02';
export const at = (time: string, date = DATE) => `${date}T${time}:00.000Z`;

export const shift = (start: string, end: string, more: object = {}) => ({
  name: 'Early',
  start,
  end,
  breaks: [],
  weekdays: ALL_WEEK,
  ...more,
});

export type KpiAnswer = KpiTotals & { readonly items: readonly KpiItem[]; readonly nextCursor: string | null };

/** Records what lines made, and asks for their figures, in the organisation of the running test. */
export function lineRecords(place: () => { readonly service: TestKpi; readonly tenantId: string }) {
  const make = async (contract: new () => object, command: object): Promise<string> => {
    const { service, tenantId } = place();
    return (await service.ask<Created>(contract, command, { tenantId })).id;
  };
  const line = (code: string, more: object = {}) => make(CreateLine, { code, name: code, ...more });
  const calendar = (shifts: readonly object[], more: object = {}) =>
    make(SetShiftCalendar, { validFrom: '2026-01-01', shifts, ...more });
  const entry = (lineId: string, more: object = {}) =>
    make(RecordProduction, { lineId, date: DATE, shift: 'Early', product: 'P-1', good: '1', ...more });
  const stop = (lineId: string, from: string, to: string | undefined, more: object = {}) =>
    make(RecordStop, { lineId, from: at(from), ...(to !== undefined && { to: at(to) }), ...more });
  const ask = (query: object) => {
    const { service, tenantId } = place();
    return service.ask<KpiAnswer>(GetKpis, { from: DATE, to: DATE, ...query }, { tenantId });
  };

  /** The fixture of the formulas: a shift of 540 minutes, 30 planned, 20 of setup, two breakdowns of 40 together. */
  const worked = async (): Promise<string> => {
    const lineId = await line('A');
    await calendar([shift('06:00', '15:00', { breaks: [{ start: '09:00', end: '09:30' }] })]);
    await make(CreateStopReason, { code: 'SETUP', name: 'Setup', class: 'setup' });
    await make(CreateStopReason, { code: 'JAM', name: 'Jam', class: 'breakdown' });
    const standard = { runSeconds: '45.000000', labourHours: '0.150000', validFrom: '2026-01-01' };
    await make(SetProductStandard, { product: 'P-1', ...standard });
    await stop(lineId, '07:00', '07:20', { reason: 'SETUP' });
    await stop(lineId, '08:00', '08:25', { reason: 'JAM' });
    await stop(lineId, '10:00', '10:15', { reason: 'JAM' });
    await entry(lineId, { good: '522.000', rework: '12.000', scrap: '6.000', people: 10, hours: '82.800' });
    return lineId;
  };
  return { make, line, calendar, entry, stop, ask, worked };
}
