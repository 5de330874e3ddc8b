import { Count, type FieldOptions } from '../declare/fields';

const idle = (options: FieldOptions) =>
  Count({ min: 1, max: 30, description: 'A session that is not used for so long ends', ...options });
const most = (options: FieldOptions) =>
  Count({ min: 1, max: 90, description: 'A session ends so long after the sign-in', ...options });
const atOnce = (options: FieldOptions) =>
  Count({ min: 1, max: 1_000, description: 'Of one member; the oldest ends. Null: any number', ...options });

/** How long the sessions of an organisation last. */
export class SessionPolicy {
  @idle({ example: 30 }) idleDays!: number;
  @most({ example: 90 }) maxDays!: number;
  @atOnce({ nullable: true, example: 5 }) maxAtOnce!: number | null;
}

/** An absent field stays. */
export class SessionPolicyChange {
  @idle({ optional: true, example: 7 }) idleDays?: number;
  @most({ optional: true, example: 30 }) maxDays?: number;
  @atOnce({ optional: true, nullable: true, example: 5 }) maxAtOnce?: number | null;
}

/** The platform's own, which an organisation may lower. */
export const LONGEST_SESSIONS: SessionPolicy = { idleDays: 30, maxDays: 90, maxAtOnce: null };
