/** The kinds of things that a source says about a person: WORKFLOW.md's canonical body, without `person.`. */
export const NOTICE_KINDS = [
  'hired',
  'changed',
  'terminated',
  'termination_cancelled',
  'rehired',
  'access_revoked',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** The details that a source may say to be nothing. */
export const CLEARABLE_DETAILS = ['email', 'position', 'location', 'departmentId', 'managerId'] as const;
export type ClearableDetail = (typeof CLEARABLE_DETAILS)[number];

/**
 * `unplaced`: it names a day in no employment known so far, such as a leave before the first day.
 * `unknown_person`: no first day, or no name, of the person is known so far.
 */
export const NOTICE_STANDINGS = ['placed', 'unplaced', 'unknown_person'] as const;
export type NoticeStanding = (typeof NOTICE_STANDINGS)[number];
