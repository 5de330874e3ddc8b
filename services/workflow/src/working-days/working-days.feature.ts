import { GetWorkingDays } from '#contracts/workflow/get-working-days';
import { SetWorkingDays } from '#contracts/workflow/set-working-days';
import { command, handler, type Feature } from '#libs/runtime';
import { getWorkingDays } from './get-working-days.handler';
import { setWorkingDays } from './set-working-days';
import { workingWeek } from './working-week';

export const workingDaysFeature: Feature = {
  wirings: [
    command(SetWorkingDays, {
      on: workingWeek,
      id: (_, { context: { tenantId } }) => tenantId,
      decide: setWorkingDays,
    }),
    handler(GetWorkingDays, getWorkingDays),
  ],
};
