import { randomUUID } from 'node:crypto';
import { Event, type DomainEvent } from '#contracts/declare/event';
import { Id, Text } from '#contracts/declare/fields';
import { Query } from '#contracts/declare/contract';
import { LiveChange, changedThing, foldedBy, liveTopic, readWith, shown } from '#contracts/declare/live-topic';
import { type RecordedEvent, positionOf, streamName } from '#libs/event-log';
import { EventCodec } from '#libs/event-sourcing';
import { MemoryKeys } from '#libs/testing/memory-keys';

/** A topic whose permission is bound to the events of the caller's own account. */

@Event<NoteWritten>({
  category: 'test.note',
  version: 1,
  personal: { subject: 'ownerId', fields: ['author'] },
  entity: { type: 'note', id: 'noteId' },
  action: 'note.written',
  summary: 'A note was written',
})
export class NoteWritten {
  static readonly type = 'NoteWritten';
  @Id() noteId!: string;
  @Id() ownerId!: string;
  @Text({ max: 100, nullable: true }) author!: string | null;
  @Text({ max: 100 }) title!: string;
  @Id({ technical: true }) machineId!: string;
}

class LiveNote extends LiveChange {
  @Text({ max: 100 }) title!: string;
  @Text({ max: 100, nullable: true }) author!: string | null;
  @Id({ optional: true }) machineId?: string;
}

export const notesTopic = liveTopic({
  name: 'notes',
  service: 'test',
  permission: 'inventory.item.read',
  shows: LiveNote,
  projections: ['note'],
  scope: { by: 'own' },
  on: [
    shown(
      NoteWritten,
      // As careless as can be: more fields than the class declares, and personal ones.
      (data) => ({ ...data }),
      ({ ownerId }) => [ownerId],
    ),
  ],
});

/** A topic that shows the thing that changed. */

@Event<BoardWritten>({
  category: 'test.board',
  version: 1,
  entity: { type: 'board', id: 'boardId' },
  action: 'board.written',
  summary: 'A board was written on',
})
export class BoardWritten {
  static readonly type = 'BoardWritten';
  @Id() boardId!: string;
}

@Event<BoardsWiped>({
  category: 'test.board',
  version: 1,
  entity: { type: 'board', id: 'boardId' },
  action: 'boards.wiped',
  summary: 'All boards were wiped',
})
export class BoardsWiped {
  static readonly type = 'BoardsWiped';
  @Id() boardId!: string;
}

export class Board {
  @Text({ max: 100 }) text!: string;
}

@Query({
  subject: 'test.get-board',
  permission: 'inventory.item.read',
  sentBy: ['gateway'],
  summary: 'Read a board',
  answers: Board,
})
export class GetBoard {
  @Id() boardId!: string;
}

class LiveBoard extends LiveChange {
  @Id({ nullable: true }) boardId!: string | null;
  @Text({ max: 100, nullable: true, optional: true }) text?: string | null;
}

const board = changedThing(GetBoard, {
  ask: ({ boardId }: { readonly boardId: string | null }) => (boardId === null ? undefined : { boardId }),
  show: ({ text }: Board): { text: string | null } => ({ text }),
  unread: { text: null },
});

export const boardsTopic = liveTopic({
  name: 'boards',
  service: 'test',
  permission: 'inventory.item.read',
  shows: LiveBoard,
  projections: ['board'],
  on: readWith(board, [
    shown(BoardWritten, ({ boardId }): { boardId: string | null } => ({ boardId })),
    ...foldedBy(['wiping'], [shown(BoardsWiped, () => ({ boardId: null }))]),
  ]),
});

export const TENANT = randomUUID();
const codec = new EventCodec(new MemoryKeys());

export async function recordedAt(place: number, happened: DomainEvent, tenantId = TENANT): Promise<RecordedEvent> {
  const requestId = randomUUID();
  const [encoded] = await codec.encode([happened], {
    tenantId,
    actor: { id: randomUUID(), type: 'user', roles: [] },
    requestId,
    correlationId: requestId,
    causationId: requestId,
    commandId: requestId,
    deadline: 0,
    now: '2026-01-31T09:30:00.000Z',
  });
  if (!encoded) throw new Error('nothing was encoded');
  return {
    ...encoded,
    stream: streamName('test.note', tenantId, randomUUID()),
    revision: 0,
    position: positionOf(1, place),
    recordedAt: '2026-01-31T09:30:00.000Z',
  };
}
