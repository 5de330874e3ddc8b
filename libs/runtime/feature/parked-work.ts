import type { ParkedEvent, ParkedKind } from '#contracts/ops/list-parked';
import type { Position } from '#libs/event-log';
import type { ReactorOperations } from '#libs/event-sourcing';
import type { MailOperations } from '#libs/mail';
import type { ProjectionOperations } from '#libs/projections';

export interface ParkedWorkPage {
  readonly kind?: ParkedKind;
  /** The name of a projection, reactor or mail. */
  readonly projection?: string;
  readonly limit: number;
  readonly descending?: boolean;
  /** The last one of the page before. */
  readonly after?: { readonly position: Position; readonly id: string };
}

/** Everything that waits for a person, from projections, reactors and mails. */
export class ParkedWork {
  constructor(
    private readonly projections: Pick<
      ProjectionOperations,
      'parked' | 'countParked' | 'showParked' | 'retryParked' | 'skipParked'
    >,
    private readonly reactors: ReactorOperations,
    private readonly mails: MailOperations,
  ) {}

  /** In order of position. */
  async list({ kind, projection, ...page }: ParkedWorkPage): Promise<readonly ParkedEvent[]> {
    const is = asked(kind);
    const [folded, answered, unsent] = await Promise.all([
      is.projection ? this.projections.parked({ ...page, ...(projection !== undefined && { projection }) }) : [],
      is.reactor ? this.reactors.parked({ ...page, ...ofReactor(projection, kind) }) : [],
      is.mail ? this.mails.failed({ ...page, ...(projection !== undefined && { mail: projection }) }) : [],
    ]);
    const sorted = [...folded, ...answered, ...unsent].toSorted(byPlace);
    return (page.descending ? sorted.toReversed() : sorted).slice(0, page.limit);
  }

  async count({ kind, projection }: Pick<ParkedWorkPage, 'kind' | 'projection'>): Promise<number> {
    const is = asked(kind);
    const [folded, answered, unsent] = await Promise.all([
      is.projection ? this.projections.countParked(projection) : 0,
      is.reactor ? this.reactors.countParked(ofReactor(projection, kind)) : 0,
      is.mail ? this.mails.countFailed(projection === undefined ? {} : { mail: projection }) : 0,
    ]);
    return folded + answered + unsent;
  }

  /** @throws DomainError `NOT_FOUND` */
  async show(id: string): Promise<ParkedEvent> {
    return (await this.reactors.find(id)) ?? (await this.mails.find(id)) ?? this.projections.showParked(id);
  }

  /**
   * Returns the event as it is afterwards; the event as it was if the work is done. A repeated operation retries
   * nothing.
   */
  async retry(event: ParkedEvent, operationId: string): Promise<ParkedEvent> {
    if (event.kind === 'projection') return this.projections.retryParked(event, operationId);
    if (event.kind === 'mail') return this.mails.retry(event, operationId);
    return this.reactors.retry(event, operationId);
  }

  /** Skips an event, or leaves a mail unsent, for good. `by` is the operator's id. */
  async skip(
    event: ParkedEvent,
    { by, operationId }: { readonly by: string; readonly operationId: string },
  ): Promise<ParkedEvent> {
    if (event.kind === 'projection') return this.projections.skipParked(event, by, operationId);
    if (event.kind === 'mail') return this.mails.skip(event);
    return this.reactors.skip(event, by);
  }
}

/** The stores to look in: the one of the kind, or all. */
function asked(kind: ParkedKind | undefined) {
  const isReactor = kind === 'reactor' || kind === 'refusal';
  return {
    projection: kind === undefined || kind === 'projection',
    reactor: kind === undefined || isReactor,
    mail: kind === undefined || kind === 'mail',
  };
}

function ofReactor(reactor: string | undefined, kind: ParkedKind | undefined) {
  return { ...(reactor !== undefined && { reactor }), ...(kind && { kind }) };
}

function byPlace(one: ParkedEvent, other: ParkedEvent): number {
  return one.position === other.position ? compare(one.id, other.id) : compare(one.position, other.position);
}

/** Compares as the database does, by code unit. */
function compare(one: string, other: string): number {
  return one < other ? -1 : 1;
}
