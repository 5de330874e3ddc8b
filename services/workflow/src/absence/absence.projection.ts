import { on } from '#contracts/declare/on';
import { AbsenceRemoved, AbsenceSet } from '#contracts/workflow/absence-events';
import { change, projection } from '#libs/projections';
import { AbsenceRow } from './absence.entity';

export const absenceProjection = projection({
  name: 'absence',
  service: 'workflow',
  version: 1,
  tables: [AbsenceRow],
  keyColumn: 'userId',
  key: (event) => (event.data as { userId: string }).userId,
  on: [
    on(AbsenceSet, ({ tenantId, data }) => [
      change(AbsenceRow, { tenantId, userId: data.userId }, () => ({ ...data, tenantId })),
    ]),
    on(AbsenceRemoved, ({ tenantId, data: { userId } }) => [change(AbsenceRow, { tenantId, userId }, () => undefined)]),
  ],
});
