import type { HrSourceKind } from '#contracts/workflow/hr-source-events';
import type { PeopleApi } from '../people-api';
import { bambooHrApi } from './bamboohr';
import { canonicalApi } from './canonical';
import { deelApi } from './deel';
import { hiBobApi } from './hibob';
import { personioApi } from './personio';

export const PEOPLE_APIS: Readonly<Record<HrSourceKind, PeopleApi>> = {
  standard: canonicalApi,
  api_key: canonicalApi,
  bamboohr: bambooHrApi,
  hibob: hiBobApi,
  deel: deelApi,
  personio: personioApi,
};
