import { createHash } from 'node:crypto';
import { v5 } from 'uuid';
import type { DeliveryHeader } from '#contracts/workflow/receive-hr-delivery';
import type { RawCall } from './hr-kind';

export function callOf(headers: readonly DeliveryHeader[], body: string): RawCall {
  return {
    headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
    body: Buffer.from(body, 'base64'),
  };
}

/** As it is kept. */
export function textOfCall({ headers, body }: RawCall): string {
  return JSON.stringify({ headers, body: Buffer.from(body).toString('base64') });
}

export function callFrom(text: string): RawCall {
  const { headers, body } = JSON.parse(text) as { readonly headers: RawCall['headers']; readonly body: string };
  return { headers, body: Buffer.from(body, 'base64') };
}

/**
 * The id of a good call: of the sender's id, or else of the bytes. It names the delivery and its notices, so that the same
 * again changes nothing. These names are part of ids in the log: they never change.
 */
export function identityOfCall(sourceId: string, { body }: RawCall, reference: string | null): string {
  return v5(reference === null ? `body/${sha256(body)}` : `reference/${reference}`, sourceId);
}

/** The id of a call in quarantine: the whole of it, since its sender may be anyone. */
export function identityInQuarantine(sourceId: string, call: RawCall): string {
  return v5(`quarantine/${sha256(textOfCall(call))}`, sourceId);
}

export function noticeIdOf(
  callId: string,
  { round, index }: { readonly round: number; readonly index: number },
): string {
  return v5(`notice/${round}/${index}`, callId);
}

/** Of the notices that follow from a fetched person: one of each kind at most. */
export function fetchedNoticeIds(noticeId: string, attempt: number): (kind: string) => string {
  return (kind) => v5(`fetched/${attempt}/${kind}`, noticeId);
}

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
