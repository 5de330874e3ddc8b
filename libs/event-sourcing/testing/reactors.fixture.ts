import { randomUUID } from 'node:crypto';
import { streamName, type Position } from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import { LogReader } from '#libs/projections';
import { eventually } from '#libs/testing/eventually';
import { Reactors, introduceReactors, type Reactor, type ReactorsOptions, type SendCommand } from '../index';
import { AddCoins, CoinsAdded, PurseOpened, TENANT, add, open, purse, spend } from './domain.fixture';
import { aPostgresPlatform } from './platform.fixture';

interface Outcome {
  readonly outcome: string;
  readonly code: string | null;
  readonly tenantId: string;
  readonly position: Position | null;
}

export interface SentCommand {
  readonly contract: string;
  readonly payload: { readonly purseId: string; readonly coins: number };
  readonly context: CommandContext;
}

/** Gives ten coins to every opened purse. A reactor of its own for each test: they begin at the log's start. */
export function welcoming(only: ReadonlySet<string>, of: Partial<Reactor> = {}): Reactor {
  return {
    name: `welcome-${randomUUID()}`,
    service: 'test',
    from: 'start',
    events: [PurseOpened],
    react: ({ data }) => {
      const { purseId } = data as PurseOpened;
      return only.has(purseId) ? [{ contract: AddCoins, payload: { purseId, coins: 10 } }] : [];
    },
    ...of,
  };
}

/** A database, and the processes on it that run reactors. For this library's own tests. */
export async function aReactorPlatform() {
  const platform = await aPostgresPlatform();
  const processes = new Set<{ stop(): Promise<void> }>();

  /**
   * A process that runs reactors, and carries out their commands itself, as a service would that gets them over the
   * bus.
   */
  function aProcess(
    intercept: (sent: SentCommand, carryOut: () => ReturnType<SendCommand>) => ReturnType<SendCommand>,
    more: Partial<ReactorsOptions> = {},
  ) {
    const { commands, codec, log, stop } = platform.start();
    const feed = new LogReader(log);
    const sent: SentCommand[] = [];
    const faults: string[] = [];
    const reactors = new Reactors({
      feed,
      log,
      codec,
      pool: platform.database.pool('opsledger_projector'),
      send: (_service, contract, payload, context) => {
        const each = { contract: contract.name, payload: payload as SentCommand['payload'], context };
        sent.push(each);
        const { purseId, coins } = each.payload;
        const make = contract === AddCoins ? add : spend;
        return intercept(each, () => commands.handle(make(purseId, coins, context)));
      },
      onFault: (what) => void faults.push(what),
      contendEveryMs: 20,
      retryMs: { first: 5, longest: 20 },
      parkedRetryMs: { first: 20, longest: 40 },
      ...more,
    });
    const process = {
      reactors,
      sent,
      faults,
      async stop() {
        processes.delete(process);
        await reactors.stop();
        await feed.close();
        await stop();
      },
    };
    processes.add(process);
    return process;
  }

  const obliging = (more: Partial<ReactorsOptions> = {}) => aProcess((_, carryOut) => carryOut(), more);

  async function purses(count: number, only = new Set<string>()) {
    const { commands, stop } = platform.start();
    const ids = Array.from({ length: count }, () => randomUUID());
    // Registered before it exists: a running reactor answers at once.
    for (const id of ids) only.add(id);
    await Promise.all(ids.map((id) => commands.handle(open(id, id))));
    await stop();
    return { ids, only };
  }

  async function coinsOf(id: string): Promise<{ coins: number; added: number }> {
    const { commands, log, stop } = platform.start();
    const { state } = await commands.state(purse, TENANT, id);
    let added = 0;
    for await (const { type } of log.readStream(streamName(purse.category, TENANT, id))) {
      if (type === CoinsAdded.type) added++;
    }
    await stop();
    return { coins: state.coins, added };
  }

  async function openingOf(id: string): Promise<string> {
    const { log, stop } = platform.start();
    let found = '';
    for await (const event of log.readStream(streamName(purse.category, TENANT, id), { limit: 1 })) found = event.id;
    await stop();
    return found;
  }

  /** The recorded outcome of an event's command, the first where no name is given; undefined while there is none. */
  async function outcomeOf(eventId: string, name?: string): Promise<Outcome | undefined> {
    const { rows } = await platform.enginePool.query<Outcome>(
      `SELECT outcome, code, tenant_id AS "tenantId", position FROM engine.reactor_outcome
        WHERE event_id = $1 AND ($2::text IS NULL OR name = $2) ORDER BY recorded_at LIMIT 1`,
      [eventId, name ?? null],
    );
    return rows[0];
  }

  async function settled(eventId: string, name?: string): Promise<Outcome | undefined> {
    await eventually(async () => (await outcomeOf(eventId, name)) !== undefined);
    return outcomeOf(eventId, name);
  }

  /** The migration of a release's reactors. */
  async function introduce(reactors: readonly Reactor[]): Promise<void> {
    const { log, stop } = platform.start();
    await introduceReactors(platform.enginePool, reactors, () => log.head());
    await stop();
  }

  const stopAll = () => Promise.all([...processes].map((each) => each.stop()));
  return { platform, aProcess, obliging, introduce, purses, coinsOf, openingOf, outcomeOf, settled, stopAll };
}
