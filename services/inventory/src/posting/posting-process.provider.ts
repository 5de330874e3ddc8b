import type { DomainEvent } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { PostedSource } from '#contracts/inventory/post-stock';
import { newIdOf, type Aggregate, type Commands, type Decide, type Handled } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { countPosting } from '../count/count-posting';
import { documentPosting } from '../document/document-posting';
import { receiptPosting } from '../purchase-order/receipt-posting';
import type { Posting, PostingOutcomes } from './posting';

/** How the lines of one kind of process are found, and their outcomes recorded. */
export interface PostingDeclaration<State, Event extends DomainEvent> {
  readonly aggregate: Aggregate<State, Event>;
  /** The lines of a part that are to be posted, in order. */
  readonly pending: (state: State, partId: string) => readonly Posting[];
  readonly recordOutcomes: Decide<PostingOutcomes, State, Event>;
}

export interface PostingProcess {
  readonly pending: (
    commands: Commands,
    tenantId: string,
    part: { readonly sourceId: string; readonly partId: string },
  ) => Promise<readonly Posting[]>;
  readonly record: (
    commands: Commands,
    context: CommandContext,
    sourceId: string,
    recorded: PostingOutcomes,
  ) => Promise<Handled<{ readonly id: string; readonly revision: number }>>;
}

export function postingProcess<State, Event extends DomainEvent>({
  aggregate,
  pending,
  recordOutcomes,
}: PostingDeclaration<State, Event>): PostingProcess {
  return {
    async pending(commands, tenantId, { sourceId, partId }) {
      const { state, revision } = await commands.state(aggregate, tenantId, sourceId);
      if (revision === 'none') throw new DomainError('NOT_FOUND');
      return pending(state, partId);
    },
    record: (commands, context, sourceId, command) =>
      commands.handle({
        aggregate,
        id: sourceId,
        command,
        // Of its own for each group of lines: repeated after a crash, the groups that are left begin elsewhere.
        context: { ...context, commandId: newIdOf(context.commandId, `outcomes/${command.outcomes[0]?.line ?? 0}`) },
        decide: recordOutcomes,
        answer: (_, { id, revision }) => ({ id, revision }),
      }),
  };
}

const PROCESSES: Readonly<Record<PostedSource, PostingProcess>> = {
  document: postingProcess(documentPosting),
  order_receipt: postingProcess(receiptPosting),
  count: postingProcess(countPosting),
};

export function processOf(source: PostedSource): PostingProcess {
  return PROCESSES[source];
}
