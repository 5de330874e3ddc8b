import { randomUUID } from 'node:crypto';
import { Command } from '#contracts/declare/contract';
import { refuse } from '#contracts/errors';
import { Event, event, type EventOf, type JsonObject } from '#contracts/declare/event';
import { evolve } from '#contracts/declare/fold';
import type { CommandContext } from '#libs/identity';
import { aggregate } from '../aggregates/aggregate';
import type { Handling } from '../commands/commands';
import type { Reservation } from '../reservations/reservation';

/** A small domain for this library's own tests: purses with a unique label, and people who own them. */

const entity = { type: 'purse', id: 'purseId' } as const;

@Event<PurseOpened>({ version: 1, entity, action: 'purse.opened', summary: 'A purse was opened' })
export class PurseOpened {
  static readonly type = 'PurseOpened';
  purseId!: string;
  label!: string;
}

@Event<CoinsAdded>({ version: 1, entity, action: 'purse.coins_added', summary: 'Coins were put into a purse' })
export class CoinsAdded {
  static readonly type = 'CoinsAdded';
  purseId!: string;
  coins!: number;
}

@Event<CoinsSpent>({ version: 1, entity, action: 'purse.coins_spent', summary: 'Coins were spent' })
export class CoinsSpent {
  static readonly type = 'CoinsSpent';
  purseId!: string;
  coins!: number;
}

@Event<PurseRelabelled>({ version: 1, entity, action: 'purse.relabelled', summary: 'A purse got another label' })
export class PurseRelabelled {
  static readonly type = 'PurseRelabelled';
  purseId!: string;
  to!: string;
}

export type PurseEvent =
  | EventOf<typeof PurseOpened>
  | EventOf<typeof CoinsAdded>
  | EventOf<typeof CoinsSpent>
  | EventOf<typeof PurseRelabelled>;

export interface Purse {
  readonly label: string | undefined;
  readonly coins: number;
  readonly movements: readonly number[];
}

const moved = (state: Purse, coins: number): Purse => ({
  ...state,
  coins: state.coins + coins,
  movements: [...state.movements, coins],
});

export const purse = aggregate(
  'test.purse',
  (): Purse => ({ label: undefined, coins: 0, movements: [] }),
  [
    evolve(PurseOpened, (state, { data }) => ({ ...state, label: data.label })),
    evolve(CoinsAdded, (state, { data }) => moved(state, data.coins)),
    evolve(CoinsSpent, (state, { data }) => moved(state, -data.coins)),
    evolve(PurseRelabelled, (state, { data }) => ({ ...state, label: data.to })),
  ],
  {
    reserve: labelOf,
    snapshot: { version: 1, toJson: (state): Purse => state, fromJson: (json: Purse) => json },
  },
);

export interface Open {
  readonly label: string;
}
export interface Move {
  readonly coins: number;
}

type PurseHandling<Command> = Handling<Command, Purse, PurseEvent, unknown, { revision: number; coins?: number }>;

const revisionOf = (_: unknown, { revision }: { readonly revision: number }) => ({ revision });

export function open(id: string, label: string, context = aContext()): PurseHandling<Open> {
  return {
    aggregate: purse,
    id,
    command: { label },
    context,
    decide: (command, state) => {
      if (state.label !== undefined) refuse('CONFLICT');
      return [event(PurseOpened, { purseId: id, label: command.label })];
    },
    answer: revisionOf,
  };
}

export function add(id: string, coins: number, context = aContext()): PurseHandling<Move> {
  return {
    aggregate: purse,
    id,
    command: { coins },
    context,
    decide: (command) => (command.coins === 0 ? [] : [event(CoinsAdded, { purseId: id, coins: command.coins })]),
    answer: revisionOf,
  };
}

/** Spends one coin at a time: as many events as coins. */
export function spend(id: string, coins: number, context = aContext()): PurseHandling<Move> {
  return {
    aggregate: purse,
    id,
    command: { coins },
    context,
    decide: (command, state) => {
      if (state.coins < command.coins) refuse('INSUFFICIENT_STOCK', { shortage: command.coins - state.coins });
      return Array.from({ length: command.coins }, () => event(CoinsSpent, { purseId: id, coins: 1 }));
    },
    answer: (_, { revision, events }) => ({
      revision,
      coins: events.reduce((sum, { data }) => sum + ('coins' in data ? data.coins : 0), 0),
    }),
  };
}

export function relabel(id: string, label: string, context = aContext()): PurseHandling<Open> {
  return {
    aggregate: purse,
    id,
    command: { label },
    context,
    decide: (command, state) =>
      state.label === undefined ? refuse('NOT_FOUND') : [event(PurseRelabelled, { purseId: id, to: command.label })],
    answer: revisionOf,
  };
}

function labelOf({ label }: Purse): Reservation[] {
  return label === undefined ? [] : [{ unique: 'purse_label', scope: 'tenant', value: label, pointer: '/label' }];
}

/** Version 1 had `fullName` and no `nickname`; version 2 split it; version 3 counts visits. */
@Event<OwnerNoted>({
  version: 3,
  upcast: { 1: splitName, 2: (data: JsonObject) => ({ ...data, visits: 0 }) },
  personal: { subject: 'personId', fields: ['name', 'nickname'], formerly: ['fullName'] },
  entity: { type: 'person', id: 'personId', label: 'name' },
  action: 'owner.noted',
  summary: 'The owner of a purse was noted',
})
export class OwnerNoted {
  static readonly type = 'OwnerNoted';
  personId!: string;
  name!: string | null;
  nickname!: string | null;
  visits!: number;
}

function splitName({ fullName, ...rest }: JsonObject): JsonObject {
  return { ...rest, name: fullName, nickname: null };
}

export type OwnerEvent = EventOf<typeof OwnerNoted>;

/** The command of a reactor of these tests: coins in a purse. */
class PurseAnswer {
  revision!: number;
}

@Command({
  subject: 'test.add-coins',
  permission: 'self',
  route: 'POST /purses/{purseId}/coins',
  summary: 'Put coins into a purse',
  status: 200,
  answers: PurseAnswer,
})
export class AddCoins {
  purseId!: string;
  coins!: number;
}

@Command({
  subject: 'test.spend-coins',
  permission: 'self',
  route: 'POST /purses/{purseId}/spendings',
  summary: 'Take coins out of a purse',
  status: 200,
  answers: PurseAnswer,
})
export class SpendCoins {
  purseId!: string;
  coins!: number;
}

export const TENANT = '0197a3c4-5d6e-4f80-9a1b-2c3d4e5f6071';

export function aContext(of: Partial<CommandContext> = {}): CommandContext {
  return {
    tenantId: TENANT,
    actor: { id: '3b1f8f5e-7a55-4a0c-9c54-0f6a3c1d2e4f', type: 'user', roles: ['manager'] },
    requestId: randomUUID(),
    correlationId: randomUUID(),
    causationId: randomUUID(),
    commandId: randomUUID(),
    now: new Date().toISOString(),
    deadline: Date.now() + 30_000,
    ...of,
  };
}
