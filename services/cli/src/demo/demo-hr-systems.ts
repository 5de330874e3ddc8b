import { createHmac } from 'node:crypto';
import { API_BASE } from '#contracts/declare/contract';
import type { CreateHrSource } from '#contracts/workflow/create-hr-source';
import { pauseFor } from '#libs/event-log';
import type { DeliveredStep, Json } from './scenario';

const TIMEOUT_MS = 30_000;
const ATTEMPTS = 5;
const PAUSE_MS = 300;

/** As `CreateHrSource` made it. */
export type DemoSource = Pick<CreateHrSource, 'slug' | 'kind'> & { readonly secret: string };

export interface DemoCall {
  /** The sender's id of it: the same in each load, so that it counts once. */
  readonly id: string;
  readonly body: object;
  /** Epoch milliseconds. */
  readonly happenedAt: number;
  readonly signed?: DeliveredStep['signed'];
}

/** The HR systems of the demo: they sign their calls and send them over HTTP. */
export class DemoHrSystems {
  constructor(private readonly by: { readonly apiUrl: string; readonly signal: AbortSignal }) {}

  /** Sends a call, and repeats it while the answer is a 5xx, like HR systems do. */
  async call(source: DemoSource, call: DemoCall): Promise<{ readonly status: number; readonly answer: Json }> {
    const body = JSON.stringify(call.body);
    for (let attempt = 1; ; attempt++) {
      this.by.signal.throwIfAborted();
      const response = await fetch(`${this.by.apiUrl}${API_BASE}/webhooks/hr/${source.slug}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signatureOf(source, call, body) },
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const answer = (await response.json()) as Json;
      if (response.status < 500 || attempt === ATTEMPTS) return { status: response.status, answer };
      await pauseFor(PAUSE_MS * attempt, this.by.signal);
    }
  }
}

/** @throws TypeError for a kind of source that no demo has */
export function signatureOf(
  { kind, secret: own }: DemoSource,
  { id, happenedAt, signed }: DemoCall,
  body: string,
): Readonly<Record<string, string>> {
  const secret = signed === 'wrongly' ? own.split('').toReversed().join('') : own;
  if (kind === 'api_key') return { 'x-api-key': secret };
  if (kind !== 'standard') throw new TypeError(`no demo has a source of the kind ${kind}`);
  const timestamp = String(Math.floor((signed === 'late' ? happenedAt : Date.now()) / 1_000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
