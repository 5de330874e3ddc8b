import { on } from '#contracts/declare/on';
import type { DomainEvent } from '#contracts/declare/event';
import type { Recorded } from '#contracts/declare/recorded';
import {
  DEPARTMENT_NOT_FOUND,
  HrDeliveryAccepted,
  HrDeliveryExpired,
  HrDeliveryFailed,
  HrDeliveryProcessed,
  HrDeliveryQuarantined,
  HrDeliveryUnreadable,
} from '#contracts/workflow/hr-delivery-events';
import {
  HrSourceAlarmCleared,
  HrSourceAlarmRaised,
  HrSourceChanged,
  HrSourceConnected,
  HrSourceCreated,
  HrSourceDeleted,
  HrSourceSecretRotated,
  type HrSourceFact,
} from '#contracts/workflow/hr-source-events';
import { change, projection, type RowChange } from '#libs/projections';
import { withDelivery } from './health';
import { HrSourceRow } from './hr-source.entity';
import { goodAt } from './hr-source';

type Of<Fact extends object> = Recorded<DomainEvent<string, Fact>>;
type OfSource = Pick<Of<HrSourceFact>, 'tenantId' | 'data' | 'revision' | 'recordedAt'>;

/** A change of the row by an event of the source's own stream. */
function settled({ tenantId, data, revision, recordedAt }: OfSource, fold: (row: HrSourceRow) => Partial<HrSourceRow>) {
  return [
    change(
      HrSourceRow,
      { tenantId, sourceId: data.sourceId },
      (row) => row && { ...row, ...fold(row), updatedAt: recordedAt, revision },
    ),
  ];
}

/** A change of the row by a delivery of the source; a deleted source has no row. */
function called(
  { tenantId, data }: Pick<Of<HrSourceFact>, 'tenantId' | 'data'>,
  fold: (row: HrSourceRow) => Partial<HrSourceRow>,
): RowChange[] {
  return [change(HrSourceRow, { tenantId, sourceId: data.sourceId }, (row) => row && { ...row, ...fold(row) })];
}

const less = (count: number) => Math.max(0, count - 1);

/** The counts without a call that was refused before, as it is retried or deleted. */
function without(row: HrSourceRow, former: HrDeliveryAccepted['former']): Partial<HrSourceRow> {
  if (former === 'quarantined') return { quarantined: less(row.quarantined) };
  return former === 'failed' ? { failed: less(row.failed) } : {};
}

export const hrSourceProjection = projection({
  name: 'hr-source',
  service: 'workflow',
  version: 2,
  tables: [HrSourceRow],
  keyColumn: 'sourceId',
  key: (event) => (event.data as { sourceId: string }).sourceId,
  on: [
    on(HrSourceCreated, ({ tenantId, data, revision, recordedAt, metadata }) => {
      const { secretId: _, credentialId: __, ...settings } = data;
      return [
        change(HrSourceRow, { tenantId, sourceId: data.sourceId }, () => ({
          ...settings,
          tenantId,
          secrets: [{ since: metadata.occurredAt, until: null }],
          connected: false,
          lastDeliveryAt: null,
          lagMs: null,
          moments: [],
          failures: 0,
          failed: 0,
          quarantined: 0,
          unknownDepartments: 0,
          alarms: [],
          createdAt: recordedAt,
          updatedAt: recordedAt,
          revision,
        })),
      ];
    }),
    on(HrSourceChanged, (event) => {
      const { name, lastDay, apiUrl, departments, isDefault } = event.data;
      return settled(event, (row) => {
        const isSame = JSON.stringify(departments) === JSON.stringify(row.departments);
        const unknownDepartments = isSame ? row.unknownDepartments : 0;
        return { name, lastDay, apiUrl, departments, isDefault, unknownDepartments };
      });
    }),
    on(HrSourceSecretRotated, (event) => {
      const { formerUntil } = event.data;
      const { occurredAt } = event.metadata;
      return settled(event, ({ secrets }) => ({
        secrets: [
          ...goodAt(secrets, occurredAt).map(({ since, until }) => ({
            since,
            until: until !== null && until < formerUntil ? until : formerUntil,
          })),
          { since: occurredAt, until: null },
        ],
      }));
    }),
    on(HrSourceDeleted, ({ tenantId, data: { sourceId } }) => [
      change(HrSourceRow, { tenantId, sourceId }, () => undefined),
    ]),
    on(HrSourceConnected, (event) => settled(event, () => ({ connected: true }))),
    on(HrSourceAlarmRaised, (event) => settled(event, ({ alarms }) => ({ alarms: [...alarms, event.data.alarm] }))),
    on(HrSourceAlarmCleared, (event) =>
      settled(event, ({ alarms }) => ({ alarms: alarms.filter((each) => each !== event.data.alarm) })),
    ),
    on(HrDeliveryAccepted, (event) =>
      called(event, (row) => {
        const { attempt, receivedAt, former } = event.data;
        if (attempt > 1 || former !== null) return without(row, former);
        return { ...withDelivery(row, receivedAt), lastDeliveryAt: receivedAt };
      }),
    ),
    on(HrDeliveryQuarantined, (event) =>
      called(event, ({ failures, quarantined }) => ({ failures: failures + 1, quarantined: quarantined + 1 })),
    ),
    on(HrDeliveryUnreadable, (event) => called(event, ({ failures }) => ({ failures: failures + 1 }))),
    on(HrDeliveryExpired, (event) => called(event, (row) => without(row, event.data.former))),
    on(HrDeliveryProcessed, (event) => called(event, (row) => concluded(row, event))),
    on(HrDeliveryFailed, (event) => called(event, (row) => ({ ...concluded(row, event), failed: row.failed + 1 }))),
  ],
});

function concluded(
  row: HrSourceRow,
  event: Pick<Of<HrDeliveryProcessed>, 'data' | 'recordedAt'>,
): Partial<HrSourceRow> {
  const unknown = event.data.notices.filter(({ code }) => code === DEPARTMENT_NOT_FOUND).length;
  return { lagMs: lagOf(event), unknownDepartments: row.unknownDepartments + unknown };
}

function lagOf({ data, recordedAt }: Pick<Of<HrDeliveryProcessed>, 'data' | 'recordedAt'>): number {
  return Math.max(0, Date.parse(recordedAt) - Date.parse(data.receivedAt));
}
