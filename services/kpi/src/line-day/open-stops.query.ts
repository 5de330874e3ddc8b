import { In, IsNull } from 'typeorm';
import type { ServiceParts } from '#libs/runtime';
import type { OpenStop } from './day-rules';
import { LineStopRow } from './line-day.entity';

/** With the line's business date in whose stream it is. */
export type OpenStopOfLine = OpenStop & Pick<LineStopRow, 'lineId' | 'date'>;

/** The stops of lines that have not ended, as far as rows tell. */
export async function openStopsOf(
  lineIds: readonly string[],
  tenantId: string,
  { tenantReader }: Pick<ServiceParts, 'tenantReader'>,
): Promise<OpenStopOfLine[]> {
  if (lineIds.length === 0) return [];
  const where = { tenantId, lineId: In([...lineIds]), removed: false, endedAt: IsNull() };
  const rows = await tenantReader.query(tenantId, (all) => all.findBy(LineStopRow, where));
  return rows.map(({ stopId, lineId, date, startedAt: from, reasonId }) => ({ stopId, lineId, date, from, reasonId }));
}
