import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { localDate } from '#contracts/values/local-date';
import { MAX_STOOD_IN, type Absence, type GetAbsence } from '#contracts/workflow/get-absence';
import type { QueryGiven } from '#libs/runtime';
import { AbsenceRow } from './absence.entity';

export async function getAbsence(
  _query: GetAbsence,
  { context: { tenantId, actor }, rows, lookup }: QueryGiven,
): Promise<Absence> {
  const { state } = await lookup.state(organizationFacts, tenantId, tenantId);
  const today = localDate(new Date().toISOString(), state.timeZone);
  const own = await rows.findOneBy(AbsenceRow, { tenantId, userId: actor.id });
  const stoodIn = await rows
    .createQueryBuilder(AbsenceRow, 'absence')
    .where('absence.tenantId = :tenantId AND absence.deputyId = :id', { tenantId, id: actor.id })
    .andWhere('absence.fromOn <= :today AND absence.toOn >= :today', { today })
    .orderBy('absence.userId')
    .limit(MAX_STOOD_IN)
    .getMany();
  return {
    from: own?.fromOn ?? null,
    to: own?.toOn ?? null,
    deputyId: own?.deputyId ?? null,
    isNow: own !== null && own.fromOn <= today && today <= own.toOn,
    standsInFor: stoodIn.map(({ userId }) => userId),
  };
}
