import { NOTICE_OUTCOMES, type NoticeOutcome } from '../tenancy/apply-person-notice';
import { NOTICE_KINDS, type NoticeKind } from '../tenancy/person-notice';
import { Event, type EventOptions } from '../declare/event';
import { Choice, Count, Id, Instant, List, Name, Nested, Text } from '../declare/fields';

/** The most people in one delivery. */
export const MAX_NOTICES = 500;

/** A call of a source. Its headers and body are in a table, encrypted, for 30 days. */
export class HrDeliveryFact {
  @Id() deliveryId!: string;
  @Id() sourceId!: string;
}

const declared = (action: string, summary: string): EventOptions<HrDeliveryFact> => ({
  category: 'workflow.hr_delivery',
  version: 1,
  entity: { type: 'hr_delivery', id: 'deliveryId' },
  action,
  summary,
});

class ReceivedFact extends HrDeliveryFact {
  @Instant() receivedAt!: string;
  @Count({ min: 0, max: 1e9, description: 'Of the body, in bytes' }) size!: number;
}

/** `no_signature`: a header is missing. `timestamp`: too old, or ahead. */
export const QUARANTINE_REASONS = ['no_signature', 'signature', 'timestamp'] as const;
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];

@Event<HrDeliveryQuarantined>({
  ...declared('hr_delivery.quarantined', 'A call of a source of HR events was refused, and is kept'),
  implies: { status: 'quarantined' },
})
export class HrDeliveryQuarantined extends ReceivedFact {
  static readonly type = 'HrDeliveryQuarantined';
  @Choice(QUARANTINE_REASONS) reason!: QuarantineReason;
}

@Event<HrDeliveryUnreadable>({
  ...declared('hr_delivery.unreadable', 'A delivery of a source of HR events could not be read'),
  implies: { status: 'unreadable' },
})
export class HrDeliveryUnreadable extends ReceivedFact {
  static readonly type = 'HrDeliveryUnreadable';
  @Text({ max: 300, description: 'Quotes nothing of the body' }) problem!: string;
}

/** The statuses of deliveries that can be retried. */
export const RETRIABLE = ['quarantined', 'unreadable', 'failed'] as const;
export type RetriableStatus = (typeof RETRIABLE)[number];

/** It is processed from now on; again when somebody retries it, or when it comes again after 30 days. */
@Event<HrDeliveryAccepted>({
  ...declared('hr_delivery.accepted', 'A delivery of a source of HR events was accepted'),
  implies: { status: 'accepted', code: null },
})
export class HrDeliveryAccepted extends ReceivedFact {
  static readonly type = 'HrDeliveryAccepted';
  @Text({ max: 200, nullable: true, description: "The sender's id of it" }) reference!: string | null;
  @Count({ min: 1, max: 1e6, technical: true, description: 'Rises when the same comes again after 30 days' })
  round!: number;
  @Count({ min: 1, max: 1e6, description: 'Rises with each retry' }) attempt!: number;
  @Choice(RETRIABLE, { nullable: true, description: 'What it was before somebody retried it' })
  former!: RetriableStatus | null;
}

/** Nobody retried it in time: its body is deleted. */
@Event<HrDeliveryExpired>({
  ...declared('hr_delivery.expired', 'A refused call of a source of HR events is kept no longer'),
  implies: { status: 'expired' },
})
export class HrDeliveryExpired extends HrDeliveryFact {
  static readonly type = 'HrDeliveryExpired';
  @Choice(RETRIABLE) former!: RetriableStatus;
}

/** Beside the outcome of a notice without the department that the source named. */
export const DEPARTMENT_NOT_FOUND = 'DEPARTMENT_NOT_FOUND';

/** The outcome of one notice about a person. */
export class NoticeResult {
  @Id({ technical: true }) noticeId!: string;
  @Choice([...NOTICE_KINDS, 'review'], { description: '`review`: only a person can tell what it means' })
  kind!: NoticeKind | 'review';
  @Id({ nullable: true }) employeeId!: string | null;
  @Choice([...NOTICE_OUTCOMES, 'review', 'failed']) outcome!: NoticeOutcome | 'review' | 'failed';
  @Name({ nullable: true, description: 'The code of a refusal, or of what was left out: `DEPARTMENT_NOT_FOUND`' })
  code!: string | null;
}

class ConcludedFact extends HrDeliveryFact {
  @Instant() receivedAt!: string;
  @Count({ min: 1, max: 1e6 }) attempt!: number;
  @List(Nested(() => NoticeResult), { max: MAX_NOTICES }) notices!: readonly NoticeResult[];
}

/** The API of the source said nothing about a person whom it names: it is asked again at `retryAt`. */
@Event<HrDeliveryPostponed>({
  ...declared('hr_delivery.postponed', 'The API of a source of HR events was out of reach, and is asked again'),
  implies: { code: 'SOURCE_UNREACHABLE' },
})
export class HrDeliveryPostponed extends ConcludedFact {
  static readonly type = 'HrDeliveryPostponed';
  @Count({ min: 1, max: 100, description: 'How often it was asked in vain' }) tries!: number;
  @Instant() retryAt!: string;
}

@Event<HrDeliveryProcessed>({
  ...declared('hr_delivery.processed', 'A delivery of a source of HR events was processed'),
  implies: { status: 'processed', code: null },
})
export class HrDeliveryProcessed extends ConcludedFact {
  static readonly type = 'HrDeliveryProcessed';
}

/** A rule refused one of its notices, which a person looks into. The others took effect. */
@Event<HrDeliveryFailed>({
  ...declared('hr_delivery.failed', 'A delivery of a source of HR events was refused by a rule'),
  implies: { status: 'failed' },
})
export class HrDeliveryFailed extends ConcludedFact {
  static readonly type = 'HrDeliveryFailed';
  @Name({ description: 'Of the first refusal' }) code!: string;
}
