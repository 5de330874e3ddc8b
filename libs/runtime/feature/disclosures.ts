import { randomUUID } from 'node:crypto';
import type { Contract } from '#contracts/declare/contract';
import { DomainError } from '#contracts/errors';
import { LogUnavailable, streamName, type EventLog } from '#libs/event-log';
import type { EventCodec } from '#libs/event-sourcing';
import type { RequestContext } from '#libs/identity';
import { disclosureOf, type Shown } from './disclosure';

/**
 * Appends each read of disclosed data to the trail of the data's owner. Each record has a stream of its own with no
 * other writer: so it needs no load, never conflicts, and shares the commit of appends at the same time.
 */
export class Disclosures {
  constructor(
    private readonly parts: { readonly log: Pick<EventLog, 'append'>; readonly codec: Pick<EventCodec, 'encode'> },
  ) {}

  /**
   * Resolves when the answer may be given.
   * @throws DomainError `SERVICE_UNAVAILABLE`: an unrecorded answer is not given
   */
  async record(contract: Contract, shown: Shown, context: RequestContext): Promise<void> {
    const disclosure = disclosureOf(contract, shown);
    if (!disclosure) return;
    const tenantId = shown.organizationId;
    // A caller may give two requests one id; each is a read of its own.
    const commandId = randomUUID();
    const asked = { ...context, tenantId, commandId, now: new Date().toISOString() };
    const events = await this.parts.codec.encode([disclosure], asked);
    const stream = streamName(`${contract.service}.disclosure`, tenantId, commandId);
    try {
      const { outcome } = await this.parts.log.append(stream, events, { expected: 'none' });
      if (outcome === 'conflict') throw new Error(`${stream} was there before it was made`);
    } catch (error) {
      if (!(error instanceof LogUnavailable)) throw error;
      const refusal = new DomainError('SERVICE_UNAVAILABLE', 'The read could not be recorded; try again later');
      refusal.cause = error;
      throw refusal;
    }
  }
}
