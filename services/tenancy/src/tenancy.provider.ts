import type { ServiceParts } from '#libs/runtime';

export interface TenancySettings {
  readonly organizationLimit: number;
  /** Of every organisation, whatever its tier. */
  readonly employeeLimit?: number;
}

/** The parts that this service's commands are given. */
export interface TenancyParts extends ServiceParts {
  readonly config: TenancySettings;
}
