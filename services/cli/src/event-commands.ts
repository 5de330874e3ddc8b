import { allEvents } from '#contracts/catalogue';
import { type Position, type RecordedEvent, START, type StreamName, parsePosition, placeOf } from '#libs/event-log';
import { StartRefused } from '#libs/runtime';
import { withLog } from './operator-log';
import type { Output } from './output';
import { ProgressBar } from './progress-bar';
import { writeLine } from './standard-output';
import { abortOnSignal } from './stop-signals';
import { WrongUse } from './wrong-use';

interface Selection {
  readonly after?: string;
  readonly type?: string;
  readonly limit?: string;
  readonly json?: boolean;
}

/** Follows the log from its head, or from a position. */
export function tail({ after, type, limit, json }: Selection): Promise<void> {
  refuseUnknownType(type);
  const most = limit === undefined ? Number.POSITIVE_INFINITY : wholeNumber(limit);
  const stopping = new AbortController();
  abortOnSignal(stopping);
  return withLog(async (log) => {
    let shown = 0;
    const from = after === undefined ? await log.head() : position(after);
    for await (const message of log.subscribe({ after: from, signal: stopping.signal })) {
      if (message.kind !== 'event' || (type !== undefined && message.event.type !== type)) continue;
      await writeLine(json ? JSON.stringify(plain(message.event)) : short(message.event));
      if (++shown >= most) break;
    }
  });
}

export function show(stream: string, to: Output): Promise<void> {
  return withLog(async (log) => {
    const events: object[] = [];
    for await (const event of log.readStream(stream as StreamName)) events.push(plain(event));
    if (events.length === 0) throw new StartRefused(`There is no stream ${stream}.`);
    to.rows(events, ['revision', 'type', 'recordedAt', 'id', 'data']);
  });
}

export function exportEvents({ after, type }: Selection): Promise<void> {
  refuseUnknownType(type);
  const bar = new ProgressBar('events export');
  return withLog(async (log) => {
    const head = Number(placeOf(await log.head()));
    let read = 0;
    for await (const event of log.readAll(after === undefined ? {} : { after: position(after) })) {
      if (++read % 1_000 === 0) bar.update(Number(placeOf(event.position)) / head, `${read} events`);
      if (type === undefined || event.type === type) await writeLine(JSON.stringify(plain(event)));
    }
    bar.finish();
  });
}

/** A type that no release declares would be waited for without end. */
function refuseUnknownType(type: string | undefined): void {
  const known = allEvents().map((event) => event.type);
  if (type === undefined || known.includes(type)) return;
  throw new WrongUse(`There is no type of event ${type}. There are: ${known.toSorted().join(', ')}.`);
}

function plain({ data, metadata, ...event }: RecordedEvent): object {
  return { ...event, data: JSON.parse(data) as object, metadata: JSON.parse(metadata) as object };
}

function short({ position: at, recordedAt, type, stream, revision }: RecordedEvent): string {
  return `${at}  ${recordedAt}  ${type}  ${stream}@${revision}`;
}

function position(token: string): Position {
  if (token === 'start') return START;
  try {
    return parsePosition(token);
  } catch {
    throw new WrongUse(`${token} is no position. One looks like ${START}.`);
  }
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new WrongUse(`${text} is no count.`);
  return Number(text);
}
