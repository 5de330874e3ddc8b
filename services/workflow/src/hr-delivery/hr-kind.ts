import type { QuarantineReason } from '#contracts/workflow/hr-delivery-events';
import type { DeliveryHeaderName } from '#contracts/workflow/receive-hr-delivery';
import type { Said } from './person-said';

/** A call of a source: the headers that count, and the bytes of the body as they came. */
export interface RawCall {
  readonly headers: Readonly<Partial<Record<DeliveryHeaderName, string>>>;
  readonly body: Uint8Array;
}

/** `reference`: the sender's id of the call, if it has one. */
export type Verified =
  | { readonly isGood: true; readonly reference: string | null }
  | { readonly isGood: false; readonly reason: QuarantineReason };

export type Reading =
  | { readonly is: 'said'; readonly said: readonly Said[] }
  /** The test call of a system. */
  | { readonly is: 'ping' }
  /** `problem` quotes nothing of the body. */
  | { readonly is: 'unreadable'; readonly problem: string };

/** One kind of HR system: how it signs, what it says, and which status it takes for an acknowledgement. */
export interface HrKind {
  readonly acknowledges: '200' | '202';
  /** `receivedAt`: epoch milliseconds. Takes the same time wherever a secret differs. */
  readonly verify: (call: RawCall, secrets: readonly string[], receivedAt: number) => Verified;
  /** `receivedAt`: ISO 8601, for a call that does not say when it happened. */
  readonly read: (call: RawCall, receivedAt: string) => Reading;
}

export const GOOD: Verified = { isGood: true, reference: null };

export function bad(reason: QuarantineReason): Verified {
  return { isGood: false, reason };
}

export function unreadable(problem: string): Reading {
  return { is: 'unreadable', problem };
}
