import { placeOf } from '#libs/event-log';
import { StartRefused } from '#libs/runtime';
import { LogCheck, type LogFault } from './log-check';
import { withLog } from './operator-log';
import type { Output } from './output';
import { ProgressBar } from './progress-bar';

/** More would tell nobody more. */
const SHOWN_FAULTS = 100;

/** @throws StartRefused when the log has faults */
export function fsck(to: Output): Promise<void> {
  const bar = new ProgressBar('fsck');
  return withLog(async (log, { configuration }) => {
    const check = new LogCheck({ densePositions: configuration.eventstoreUrl === undefined });
    const faults: LogFault[] = [];
    const head = Number(placeOf(await log.head()));
    for await (const event of log.readAll()) {
      for (const fault of check.check(event)) if (faults.length < SHOWN_FAULTS) faults.push(fault);
      if (check.events % 1_000 === 0) bar.update(Number(placeOf(event.position)) / head, `${check.events} events`);
    }
    bar.finish();
    const { events, streams } = check;
    if (faults.length === 0) return to.done(`${events} events in ${streams} streams: sound.`, { events, streams });
    to.rows(faults, ['position', 'stream', 'revision', 'fault']);
    throw new StartRefused(`The log has faults; ${faults.length} of them are listed.`);
  });
}
