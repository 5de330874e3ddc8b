import type { ServiceParts } from '#libs/runtime';

export interface TenancySettings {
  readonly organizationLimit: number;
  /** Of every organisation, whatever its tier. */
  readonly employeeLimit?: number;
}

/** What this service's commands are given. */
export interface TenancyParts extends ServiceParts {
  readonly config: TenancySettings;
}
