import type { ApplyPersonNotice, NoticedPerson } from '#contracts/tenancy/apply-person-notice';
import type { NoticeKind } from '#contracts/tenancy/person-notice';
import { daysAfter } from '#contracts/values/local-date';
import type { LastDay } from '#contracts/workflow/hr-source-events';

/** A person's details in the words of the source; an absent one was not said, and null is none. */
export interface SaidPerson {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string | null;
  readonly position?: string | null;
  readonly location?: string | null;
  readonly department?: string | null;
  readonly manager?: string | null;
}

/** What a source says about a person. */
export interface SaidNotice {
  readonly kind: NoticeKind;
  readonly externalId: string;
  readonly happenedAt: string;
  /** The first day of a hire, else the day of the change. */
  readonly startsOn: string | null;
  /** The date of a leave, in the source's own meaning. */
  readonly leaveOn: string | null;
  readonly person: SaidPerson;
  readonly reason: string | null;
}

/** What only a person can judge: a leave of absence, a deletion. */
export interface SaidReview {
  readonly kind: 'review';
  readonly reason: string;
}

/** A person whom the source names without saying anything: to be fetched. */
export interface SaidChange {
  readonly kind: 'fetch';
  readonly externalId: string;
  readonly happenedAt: string;
}

export type Said = SaidNotice | SaidReview | SaidChange;

export interface NoticeSettings {
  /** The slug of the source. */
  readonly source: string;
  readonly lastDay: LastDay;
  readonly departmentOf: (theirs: string) => string | undefined;
}

/** The command to tenancy. A department that is not known here is left out. */
export function noticeOf(
  said: SaidNotice,
  noticeId: string,
  { source, lastDay, departmentOf }: NoticeSettings,
): ApplyPersonNotice {
  const { kind, externalId, happenedAt, startsOn, leaveOn, reason } = said;
  return {
    source,
    externalId,
    noticeId,
    kind,
    happenedAt,
    effectiveOn: startsOn,
    lastDay: leaveOn === null ? null : lastDayIn(leaveOn, lastDay),
    person: personOf(said.person, departmentOf),
    ...(reason !== null && { reason }),
  };
}

/** The last day at work. */
export function lastDayIn(date: string, meaning: LastDay): string {
  return meaning === 'last_day_in' ? date : daysAfter(date, -1);
}

/** The source names a department that is neither mapped nor here. */
export function isDepartmentUnknown(
  { department }: Pick<SaidPerson, 'department'>,
  { departmentOf }: Pick<NoticeSettings, 'departmentOf'>,
): boolean {
  return typeof department === 'string' && departmentOf(department) === undefined;
}

export function personOf(said: SaidPerson, departmentOf: NoticeSettings['departmentOf']): NoticedPerson {
  const { department, manager, ...details } = said;
  const departmentId = typeof department === 'string' ? departmentOf(department) : department;
  return {
    ...details,
    ...(departmentId !== undefined && { departmentId }),
    ...(manager !== undefined && { managerExternalId: manager }),
  };
}
