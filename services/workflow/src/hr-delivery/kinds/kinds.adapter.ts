import type { HrSourceKind } from '#contracts/workflow/hr-source-events';
import type { HrKind } from '../hr-kind';
import { apiKey } from './api-key.adapter';
import { bamboohr } from './bamboohr.adapter';
import { deel } from './deel.adapter';
import { hibob } from './hibob.adapter';
import { personio } from './personio.adapter';
import { standard } from './standard.adapter';

export const HR_KINDS: Readonly<Record<HrSourceKind, HrKind>> = {
  standard,
  api_key: apiKey,
  bamboohr,
  hibob,
  deel,
  personio,
};
