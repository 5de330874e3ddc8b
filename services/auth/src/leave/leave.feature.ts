import { ApplyLeave } from '#contracts/auth/apply-leave';
import { ApplyLeaves } from '#contracts/auth/apply-leaves';
import { EndDueMemberships } from '#contracts/auth/end-due-memberships';
import { handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { endDueMembershipsJob } from './end-due-memberships.job';
import { applyLeave, applyLeaves, endDueMemberships } from './leave.handler';
import { leaveReactor } from './leave.reactor';

/** Access ends with employment: see ADR 67. */
export const leaveFeature: Feature<AuthParts> = {
  wirings: [
    handler(ApplyLeave, applyLeave),
    handler(ApplyLeaves, applyLeaves),
    handler(EndDueMemberships, endDueMemberships),
  ],
  reactors: [leaveReactor],
  schedules: [endDueMembershipsJob],
};
