import { type EventLog, type Position, type RecordedEvent, START } from '#libs/event-log';
import { ROLES, rolePool } from '#libs/read-models';
import { StartRefused } from '#libs/runtime';
import { consumersBehind } from './checkpoint-check';
import { LeafCheck } from './leaf-check';
import { type LeafSource, noLeaves, storedLeaves } from './leaf-rows';
import { LogCheck, type LogDefect } from './log-check';
import { withLog } from './operator-log';
import type { Output } from './output';
import { ProgressBar } from './progress-bar';

/** Further faults would tell nothing new. */
const SHOWN_FAULTS = 100;

/** The result of a check of the log. */
export interface LogFindings {
  readonly faults: readonly LogDefect[];
  readonly events: number;
  readonly streams: number;
  readonly leaves: number;
}

export interface LogCheckOptions {
  readonly densePositions: boolean;
  readonly onProgress?: (at: Position, head: Position, events: number) => void;
}

/** Checks a log by itself and against its leaves. Its content may be anything. */
export async function checkLog(
  log: Pick<EventLog, 'head' | 'readPages'>,
  leaves: LeafSource,
  options: LogCheckOptions,
): Promise<LogFindings> {
  const check = new LogCheck(options);
  const against = new LeafCheck();
  const faults: LogDefect[] = [];
  let last: Position = START;
  try {
    const head = await log.head();
    for await (const page of log.readPages()) {
      for (const event of page) {
        faults.push(...check.check(event));
        await compareUpTo(event, leaves, against);
        last = event.position;
      }
      options.onProgress?.(last, head, check.events);
    }
    for (let leaf = await leaves.next(); leaf; leaf = await leaves.next()) against.compare(undefined, leaf);
  } catch (error) {
    if (!isOfTheData(error)) throw error;
    faults.push({
      position: last,
      stream: '',
      revision: -1,
      fault: `the log cannot be read any further: ${error.message}`,
    });
  }
  const found = [...faults, ...against.finish()].toSorted(byPosition);
  const { events, streams } = check;
  return { faults: found, events, streams, leaves: against.leaves };
}

function byPosition(one: LogDefect, other: LogDefect): number {
  if (one.position === other.position) return 0;
  return one.position < other.position ? -1 : 1;
}

/** A malformed position, a time out of range: a fault of the event, and not of a connection. */
function isOfTheData(error: unknown): error is Error {
  return error instanceof SyntaxError || error instanceof RangeError || error instanceof TypeError;
}

async function compareUpTo(event: RecordedEvent, leaves: LeafSource, against: LeafCheck): Promise<void> {
  for (;;) {
    const leaf = await leaves.peek();
    if (!leaf || leaf.position > event.position) return against.compare(event, undefined);
    await leaves.next();
    if (leaf.position === event.position) return against.compare(event, leaf);
    against.compare(undefined, leaf);
  }
}

/** Consumers that have taken what the log does not have. */
async function checkpointFaults(databaseUrl: string, log: EventLog): Promise<readonly LogDefect[]> {
  const behind = await consumersBehind(databaseUrl, log);
  return behind.map(({ consumer, position, fault }) => {
    return { position, stream: '', revision: -1, fault: `${consumer}: ${fault}` };
  });
}

/** @throws StartRefused when the log has faults */
export function fsck(to: Output): Promise<void> {
  const bar = new ProgressBar('fsck');
  return withLog(async (log, { configuration, databaseUrl }) => {
    const connection = { role: ROLES.platform, poolSize: 1, applicationName: 'opsledger fsck' };
    const pool = rolePool(databaseUrl, connection, () => undefined);
    try {
      const leaves = (await storedLeaves(pool)) ?? noLeaves();
      const {
        faults: ofLog,
        events,
        streams,
        ...found
      } = await checkLog(log, leaves, {
        densePositions: configuration.eventstoreUrl === undefined,
        onProgress: (at, head, read) => bar.update(at >= head ? 1 : read / Number(head.slice(5)), `${read} events`),
      });
      bar.finish();
      const faults = [...ofLog, ...(await checkpointFaults(databaseUrl, log))];
      if (faults.length > 0) {
        to.rows(faults.slice(0, SHOWN_FAULTS), ['position', 'stream', 'revision', 'fault']);
        throw new StartRefused(`The log has ${faults.length} faults; the first ${SHOWN_FAULTS} at most are listed.`);
      }
      const sound = `${events} events in ${streams} streams: sound, and as ${found.leaves} leaves say.`;
      return to.done(sound, { events, streams, leaves: found.leaves });
    } finally {
      await pool.end();
    }
  });
}
