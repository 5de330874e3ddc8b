/**
 * The stages at which an end is announced, the most urgent last. `notice`: the notice that a payment has of its own, in
 * the place of the three before it.
 */
export const EXPIRY_STAGES = ['30_days', '7_days', '1_day', 'notice', 'expired'] as const;
export type ExpiryStage = (typeof EXPIRY_STAGES)[number];
