import { PostgresEventLog, type EventLog } from '#libs/event-log';
import { LogReader } from '#libs/projections';
import { MasterKeys, ReservedNames, SubjectKeys } from '#libs/privacy';
import { rolePool } from '#libs/read-models';
import { createCommands, PostgresSnapshots } from '../index';
import { aContext, add, open, purse, relabel, spend } from './domain.fixture';

/** A process of its own for this library's tests: carries out its parent's commands, and dies where it is told to. */

export interface Order {
  /** `follow`: from now on releases values that purses have given up. */
  readonly kind: 'open' | 'add' | 'spend' | 'relabel' | 'follow';
  readonly purseId: string;
  /** Also in the purse's label. */
  readonly coins: number;
  readonly commandId: string;
  /** The point at which the process kills itself: on either side of an append, or after a hold. */
  readonly die?: 'before append' | 'after append' | 'after hold';
}

export interface Report {
  readonly commandId: string;
  readonly revision?: number;
  readonly refused?: string;
}

const [url = '', master = ''] = process.argv.slice(2);
let dying: { readonly commandId: string; readonly at: Order['die'] } | undefined;

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('still alive');
}

const log = new PostgresEventLog({ url, role: 'opsledger_log' });
const append: EventLog['append'] = async (stream, events, options) => {
  const mine = events.some(({ metadata }) => dying !== undefined && metadata.includes(dying.commandId));
  const at = mine && stream.startsWith('test.') ? dying?.at : undefined;
  if (at === 'before append' || at === 'after hold') die();
  const result = await log.append(stream, events, options);
  if (at === 'after append') die();
  return result;
};

const pool = (role: 'opsledger_keyring' | 'opsledger_projector') =>
  rolePool(url, { role, poolSize: 2, applicationName: 'test worker' }, () => undefined);
const keys = pool('opsledger_keyring');
const masters = new MasterKeys(Buffer.from(master, 'hex'));
const projectors = pool('opsledger_projector');
const wrapped: EventLog = {
  append,
  readStream: log.readStream.bind(log),
  readAll: log.readAll.bind(log),
  readPages: log.readPages.bind(log),
  subscribe: log.subscribe.bind(log),
  head: log.head.bind(log),
  recordedBy: log.recordedBy.bind(log),
  epoch: log.epoch.bind(log),
  isDense: log.isDense,
  idAt: log.idAt.bind(log),
  close: log.close.bind(log),
};
const writing = createCommands({
  service: 'test',
  log: wrapped,
  keys: new SubjectKeys(keys, masters),
  names: new ReservedNames(keys, masters),
  snapshots: new PostgresSnapshots(projectors),
  onFault: (what, error) => process.stderr.write(`${what}: ${String(error)}\n`),
  abandonAfterMs: 200,
});
const { commands } = writing;

async function carryOut({ kind, purseId, coins, commandId, die: at }: Order): Promise<Report> {
  dying = at && { commandId, at };
  const context = aContext({ commandId });
  const run = async () => {
    if (kind === 'follow') {
      new LogReader(wrapped).register(await writing.followReleases(projectors, [purse] as never[]));
      return { revision: 0 };
    }
    if (kind === 'relabel') return commands.handle(relabel(purseId, `label ${coins}`, context));
    if (kind === 'open') return commands.handle(open(purseId, `label ${coins}`, context));
    return commands.handle(kind === 'add' ? add(purseId, coins, context) : spend(purseId, coins, context));
  };
  try {
    return { commandId, revision: (await run()).revision };
  } catch (error) {
    return { commandId, refused: (error as { code?: string }).code ?? String(error) };
  }
}

process.on('message', (order: Order) => {
  void carryOut(order).then((report) => process.send?.(report));
});
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
