import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { DisclosureEvent } from '#contracts/audit/disclosure-events';
import type { Contract } from '#contracts/declare/contract';
import type { ListRequest } from '#contracts/declare/list-request';
import { DomainError } from '#contracts/errors';
import { LogUnavailable, streamName, type EventLog } from '#libs/event-log';
import type { EventCodec } from '#libs/event-sourcing';
import type { RequestContext } from '#libs/identity';
import { disclosureOf, type Shown } from './disclosure';

/** So many whole lists are remembered. The next page of one that is forgotten is recorded again. */
const MAX_LISTS = 1_000;

/**
 * Appends each read of disclosed data to the trail of the data's owner. Each record has a stream of its own with no
 * other writer: so it needs no load, never conflicts, and shares the commit of appends at the same time.
 */
export class Disclosures {
  /** The whole lists of which a page is recorded: their further pages are the same read. */
  private readonly lists = new LRUCache<string, true>({ max: MAX_LISTS });

  constructor(
    private readonly parts: { readonly log: Pick<EventLog, 'append'>; readonly codec: Pick<EventCodec, 'encode'> },
  ) {}

  /**
   * Resolves when the answer may be given.
   * @throws DomainError `SERVICE_UNAVAILABLE`: an unrecorded answer is not given
   */
  async record(contract: Contract, shown: Shown, context: RequestContext): Promise<void> {
    const disclosure = disclosureOf(contract, shown);
    const { whole, cursor } = shown.payload as ListRequest;
    const list = whole ? nameOf(contract, shown, context) : undefined;
    if (list !== undefined && cursor === undefined) this.lists.delete(list);
    if (!disclosure || (list !== undefined && this.lists.has(list))) return;
    await this.append(contract, disclosure, shown, context);
    if (list !== undefined) this.lists.set(list, true);
  }

  private async append(
    contract: Contract,
    disclosure: DisclosureEvent,
    shown: Pick<Shown, 'organizationId'>,
    context: RequestContext,
  ): Promise<void> {
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

/** The same for all pages of a list that one request is given whole. */
function nameOf(
  { subject }: Contract,
  { payload, organizationId }: Pick<Shown, 'payload' | 'organizationId'>,
  { tenantId, actor, requestId }: RequestContext,
): string {
  const { cursor: _, limit: __, ...asked } = payload as ListRequest;
  return JSON.stringify([subject, organizationId, tenantId, actor.id, requestId, asked]);
}
