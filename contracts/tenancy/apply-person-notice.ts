import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Code, Email, Flag, Id, Instant, LocalDate, Name, Nested, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import type { FieldError } from '../errors';
import { NOTICE_KINDS, type NoticeKind } from './person-notice';

/** An absent field stays as it is; null says that there is none. */
export class NoticedPerson {
  @Text({ max: 100, optional: true, example: 'Ada' }) firstName?: string;
  @Text({ max: 100, optional: true, example: 'Lovelace' }) lastName?: string;
  @Email({ optional: true, nullable: true }) email?: string | null;
  @Text({ max: 100, optional: true, nullable: true, example: 'Baker' }) position?: string | null;
  @Text({ max: 100, optional: true, nullable: true, example: 'Berlin' }) location?: string | null;
  @Id({ optional: true, nullable: true }) departmentId?: string | null;
  @Code({ optional: true, nullable: true, example: 'E-1001', description: 'In the same source; need not be known yet' })
  managerExternalId?: string | null;
}

export const NOTICE_OUTCOMES = ['created', 'changed', 'unchanged', 'unknown_person'] as const;
export type NoticeOutcome = (typeof NOTICE_OUTCOMES)[number];

export class AppliedNotice extends Created {
  @Choice(NOTICE_OUTCOMES, {
    description: '`unknown_person`: kept until a hire with first and last name, which may come later, is there',
  })
  outcome!: NoticeOutcome;
  @Flag({
    description: 'It names a day in no employment known so far: a leave before the first day, say. A person looks',
  })
  isUnplaced!: boolean;
}

/**
 * Records what a source says about a person, once for each `noticeId`. Notices may come in any order: the days and
 * details of the person are those of all notices in order of effective date, then of `happenedAt`.
 */
@RequestRule(lacksFirstDay)
@RequestRule(lacksLastDay)
@Command({
  subject: 'tenancy.apply-person-notice',
  permission: 'service',
  status: 200,
  summary: 'Apply what an HR system says about a person',
  answers: AppliedNotice,
  refuses: ['ERASED', 'LIMIT_REACHED', 'NOT_FOUND'],
  sentBy: ['workflow'],
})
export class ApplyPersonNotice {
  @Name({ example: 'bamboohr' }) source!: string;
  @Code({ example: 'E-1042' }) externalId!: string;
  @Id() noticeId!: string;
  @Choice(NOTICE_KINDS) kind!: NoticeKind;
  @Instant({ description: 'When it happened in the source' }) happenedAt!: string;
  @LocalDate({ nullable: true, description: 'Of `hired` and `rehired` the first day; else the day of the change' })
  effectiveOn!: string | null;
  @LocalDate({
    nullable: true,
    description: 'The last day in. Null: not said, and then of `terminated` it is `effectiveOn`',
  })
  lastDay!: string | null;
  @Nested(() => NoticedPerson) person!: NoticedPerson;
  @Text({ max: 500, optional: true, example: 'Moved abroad' }) reason?: string;
}

function lacksFirstDay({ kind, effectiveOn }: ApplyPersonNotice): FieldError | undefined {
  if ((kind !== 'hired' && kind !== 'rehired') || effectiveOn !== null) return undefined;
  return { pointer: '/effectiveOn', code: 'REQUIRED', message: 'is required: the first day' };
}

function lacksLastDay({ kind, effectiveOn, lastDay }: ApplyPersonNotice): FieldError | undefined {
  if (kind !== 'terminated' || lastDay !== null || effectiveOn !== null) return undefined;
  return { pointer: '/lastDay', code: 'REQUIRED', message: 'is required, or effectiveOn: the last day' };
}
