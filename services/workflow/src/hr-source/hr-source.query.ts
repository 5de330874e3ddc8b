import type { HrSource } from '#contracts/workflow/get-hr-source';
import { usualGapSeconds } from './health';
import { goodAt } from './hr-source';
import type { HrSourceRow } from './hr-source.entity';
import { webhookAddress } from './webhook-address';

/** Without the secrets that are over by now. */
export function shownSource(row: HrSourceRow, { config }: { readonly config: object }): HrSource {
  const { slug, kind, name, lastDay, apiUrl, departments, isDefault, secrets, createdAt, updatedAt } = row;
  return {
    id: row.sourceId,
    slug,
    kind,
    name,
    url: webhookAddress(config, slug),
    lastDay,
    apiUrl,
    departments: Object.fromEntries(departments.map(({ theirs, ours }) => [theirs, ours])),
    isDefault,
    secrets: goodAt(secrets, new Date().toISOString()),
    health: {
      connected: row.connected,
      lastDeliveryAt: row.lastDeliveryAt,
      lagSeconds: row.lagMs === null ? null : row.lagMs / 1_000,
      usualGapSeconds: usualGapSeconds(row),
      failures: row.failures,
      failed: row.failed,
      quarantined: row.quarantined,
      unknownDepartments: row.unknownDepartments,
      alarms: row.alarms,
    },
    createdAt,
    updatedAt,
  };
}

/** They change with its calls and with time. */
export function besideRevision(row: HrSourceRow): object {
  const { secrets, health } = shownSource(row, { config: {} });
  return [secrets, health];
}
