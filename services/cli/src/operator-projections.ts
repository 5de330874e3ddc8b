import type { EventLog } from '#libs/event-log';
import { ReactorOperations, createCommands, type CommandsOptions } from '#libs/event-sourcing';
import { MailOperations } from '#libs/mail';
import { createLogger } from '#libs/observability';
import { ProjectionOperations } from '#libs/projections';
import { ROLES, rolePool } from '#libs/read-models';
import { ParkedWork, type AskedOperation, type OperationAnswer } from '#libs/runtime';
import { operatorDatabase } from './operator';
import { operatorContext } from './operator-context';
import { withLogOn } from './operator-log';
import { loadServices } from './service-tree';

/** Gives a command the operations of projections, and closes their connections when the command is done. */
export async function withProjections<Answer>(
  work: (
    operations: ProjectionOperations,
    on: { readonly databaseUrl: string; readonly log: EventLog },
  ) => Promise<Answer>,
): Promise<Answer> {
  const database = await operatorDatabase();
  try {
    return await withLogOn(database, async (log) => {
      const operations = new ProjectionOperations({ url: database.databaseUrl, log });
      try {
        return await work(operations, { databaseUrl: database.databaseUrl, log });
      } finally {
        await operations.close();
      }
    });
  } finally {
    await database.close();
  }
}

/** The same for parked events and refusals. */
export function withParked<Answer>(work: (parked: ParkedWork) => Promise<Answer>): Promise<Answer> {
  return withDesk(({ parked }) => work(parked));
}

/** The operations of operators, with the command line as the actor. Each request is recorded first. */
export function withOperators<Answer>(
  work: (
    operate: <Asked extends AskedOperation>(asked: Asked) => Promise<OperationAnswer<Asked>>,
    desk: Pick<Desk, 'operations' | 'parked'>,
  ) => Promise<Answer>,
): Promise<Answer> {
  return withDesk(async ({ log, operations, parked }) => {
    const { services } = await loadServices([OPS]);
    const operators = services[0]?.operators;
    if (!operators) throw new TypeError(`${OPS} records no operations`);
    const parts = { commands: commandsOn(log), operations, parked };
    return work(async (asked) => (await operators.operate(parts, asked, operatorContext())).answer, {
      operations,
      parked,
    });
  });
}

/** The service that records operators' operations. */
const OPS = 'ops';

const impersonal = (): never => {
  throw new TypeError('operations name no person and reserve no value');
};

/** Works without the master key, which operators need not have. */
function commandsOn(log: EventLog) {
  const logger = createLogger({ level: 'warn' });
  const options: CommandsOptions = {
    service: OPS,
    log,
    keys: { current: impersonal, prepare: impersonal, byId: impersonal },
    names: { nameOf: impersonal, knownNameOf: impersonal, destroy: impersonal },
    onFault: (what, err) => logger.warn({ err }, what),
  };
  return createCommands(options).commands;
}

interface Desk {
  readonly log: EventLog;
  readonly operations: ProjectionOperations;
  readonly parked: ParkedWork;
}

function withDesk<Answer>(work: (desk: Desk) => Promise<Answer>): Promise<Answer> {
  return withProjections(async (operations, { databaseUrl, log }) => {
    const connection = { role: ROLES.projector, poolSize: 1, applicationName: 'opsledger operator' };
    // A lost connection fails its next query, which reports it.
    const pool = rolePool(databaseUrl, connection, () => undefined);
    try {
      return await work({
        log,
        operations,
        parked: new ParkedWork(operations, new ReactorOperations(pool), new MailOperations(pool)),
      });
    } finally {
      await pool.end();
    }
  });
}
