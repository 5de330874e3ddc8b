import type { ParkedEvent, ParkedKind } from '#contracts/ops/list-parked';
import type { Position } from '#libs/event-log';
import type { ReactorOperations } from '#libs/event-sourcing';
import type { ProjectionOperations } from '#libs/projections';

export interface ParkedWorkPage {
  readonly kind?: ParkedKind;
  /** Of this projection or reactor. */
  readonly projection?: string;
  readonly limit: number;
  readonly descending?: boolean;
  /** The last one of the page before. */
  readonly after?: { readonly position: Position; readonly id: string };
}

/** Everything that waits for a person, whoever could not go on with it. */
export class ParkedWork {
  constructor(
    private readonly projections: Pick<
      ProjectionOperations,
      'parked' | 'countParked' | 'showParked' | 'retryParked' | 'skipParked'
    >,
    private readonly reactors: ReactorOperations,
  ) {}

  /** In order of position. */
  async list({ kind, projection, ...page }: ParkedWorkPage): Promise<readonly ParkedEvent[]> {
    const named = projection !== undefined && { projection };
    const [folded, answered] = await Promise.all([
      kind === undefined || kind === 'projection' ? this.projections.parked({ ...page, ...named }) : [],
      kind === 'projection'
        ? []
        : this.reactors.parked({
            ...page,
            ...(projection !== undefined && { reactor: projection }),
            ...(kind && { kind }),
          }),
    ]);
    const sorted = [...folded, ...answered].toSorted(byPlace);
    return (page.descending ? sorted.toReversed() : sorted).slice(0, page.limit);
  }

  async count({ kind, projection }: Pick<ParkedWorkPage, 'kind' | 'projection'>): Promise<number> {
    const [folded, answered] = await Promise.all([
      kind === undefined || kind === 'projection' ? this.projections.countParked(projection) : 0,
      kind === 'projection'
        ? 0
        : this.reactors.countParked({
            ...(projection !== undefined && { reactor: projection }),
            ...(kind && { kind }),
          }),
    ]);
    return folded + answered;
  }

  /** @throws DomainError `NOT_FOUND` */
  async show(id: string): Promise<ParkedEvent> {
    return (await this.reactors.find(id)) ?? this.projections.showParked(id);
  }

  /** Answers the event as it is then, or as it was when it is done. The same operation again retries nothing again. */
  async retry(event: ParkedEvent, operationId: string): Promise<ParkedEvent> {
    if (event.kind === 'projection') return this.projections.retryParked(event, operationId);
    return this.reactors.retry(event, operationId);
  }

  /** Leaves an event out for good. `by` names the operator, by id. */
  async skip(
    event: ParkedEvent,
    { by, operationId }: { readonly by: string; readonly operationId: string },
  ): Promise<ParkedEvent> {
    if (event.kind === 'projection') return this.projections.skipParked(event, by, operationId);
    return this.reactors.skip(event, by);
  }
}

function byPlace(one: ParkedEvent, other: ParkedEvent): number {
  return one.position === other.position ? compare(one.id, other.id) : compare(one.position, other.position);
}

/** As the database does, by code unit. */
function compare(one: string, other: string): number {
  return one < other ? -1 : 1;
}
