import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { streamName } from '../stream-name';
import type { Statement, TextRow } from './log-connection';
import { StreamTails } from './stream-tails';

const METADATA = '{"commandId":"c","tenantId":"t"}';

/** A server with streams of so many events each, which answers when it is told to. */
class Server {
  readonly statements: Statement[] = [];
  private readonly held: (() => void)[] = [];

  constructor(private readonly lengths: ReadonlyMap<string, number> = new Map()) {}

  readonly query = async (statement: Statement): Promise<TextRow[]> => {
    this.statements.push(statement);
    await new Promise<void>((resolve) => this.held.push(resolve));
    const [streams, firsts, most] = (statement.values ?? []) as Buffer[];
    return textsOf(streams).flatMap((stream, index) =>
      this.rows(stream, integersOf(firsts)[index] ?? 0, integersOf(most)[index] ?? 0, index + 1),
    );
  };

  answer(): void {
    for (const go of this.held.splice(0)) go();
  }

  private rows(stream: string, first: number, most: number, number: number): TextRow[] {
    const count = Math.max(0, Math.min(most, (this.lengths.get(stream) ?? 0) - first));
    return Array.from({ length: count }, (_, n) => {
      const revision = String(first + n);
      return ['1', revision, stream, revision, 'id', 'Noted', '{}', METADATA, '2026-01-31 12:00:00+00', String(number)];
    });
  }
}

function elementsOf(array: Buffer = Buffer.alloc(0)): Buffer[] {
  const elements: Buffer[] = [];
  for (let offset = 20; offset < array.length;) {
    const length = array.readInt32BE(offset);
    elements.push(array.subarray(offset + 4, offset + 4 + length));
    offset += 4 + length;
  }
  return elements;
}

const textsOf = (array: Buffer | undefined) => elementsOf(array).map(String);
const integersOf = (array: Buffer | undefined) => elementsOf(array).map((element) => element.readInt32BE());

const newStreams = (count: number) =>
  Array.from({ length: count }, () => streamName('test.tails', randomUUID(), randomUUID()));

describe('tails of streams', () => {
  it('that are asked for in one turn are read with one query, each from its own revision', async () => {
    const streams = newStreams(3);
    const server = new Server(new Map(streams.map((stream, index) => [stream, index + 5])));
    const tails = new StreamTails(server.query);
    const reading = Promise.all(streams.map((stream, index) => tails.read(stream, index + 4, Infinity)));
    await nextTurn();
    server.answer();
    const pages = await reading;
    expect(server.statements).toHaveLength(1);
    expect(pages.map(({ events }) => events.map(({ stream, revision }) => [stream, revision]))).toEqual(
      streams.map((stream, index) => [[stream, index + 4]]),
    );
    expect(pages.map(({ next }) => next)).toEqual([undefined, undefined, undefined]);
  });

  it('say where to go on when there may be more, and respect the limit', async () => {
    const [stream] = newStreams(1) as [ReturnType<typeof streamName>];
    const server = new Server(new Map([[stream, 1_000]]));
    const tails = new StreamTails(server.query);
    const reading = [tails.read(stream, 0, Infinity), tails.read(stream, 0, 10), tails.read(stream, 998, Infinity)];
    await nextTurn();
    server.answer();
    const pages = await Promise.all(reading);
    expect(pages.map(({ events, next }) => [events.length, next])).toEqual([
      [256, 256],
      [10, 10],
      [2, undefined],
    ]);
  });
});
