import { membershipFacts } from '#contracts/auth/membership-facts';
import { GetAbsence } from '#contracts/workflow/get-absence';
import { SetAbsence } from '#contracts/workflow/set-absence';
import { command, query, type Feature } from '#libs/runtime';
import { absence } from './absence';
import { absenceProjection } from './absence.projection';
import { getAbsence } from './get-absence.query';
import { setAbsence } from './set-absence';

export const absenceFeature: Feature = {
  wirings: [
    command(SetAbsence, {
      on: absence,
      id: (_, { context }) => context.actor.id,
      facts: async ({ deputyId }, { context: { tenantId }, lookup }) => {
        const { state: users } = await lookup.state(membershipFacts, tenantId, tenantId);
        const status = deputyId === null ? undefined : users.get(deputyId);
        return { isUser: status !== undefined && status !== 'inactive' };
      },
      decide: setAbsence,
    }),
    query(GetAbsence, getAbsence, { reads: [absenceProjection] }),
  ],
  projections: [absenceProjection],
};
