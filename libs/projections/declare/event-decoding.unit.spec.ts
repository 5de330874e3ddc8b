import type { Position, RecordedEvent, StreamName } from '#libs/event-log';
import type { Recorded } from '#libs/event-sourcing';
import { decodeEntries } from './event-decoding';
import type { LogEntry } from '../log-reading/log-window';

function entry(type: string): LogEntry {
  const position = `0001-${type.padStart(19, '0')}` as Position;
  const recordedAt = '2026-01-01T00:00:00.000Z';
  const stream = `test:${type}` as StreamName;
  const event: RecordedEvent = {
    id: type,
    type,
    data: '{}',
    metadata: '{}',
    revision: 0,
    position,
    stream,
    recordedAt,
  };
  return { event, recorded: undefined };
}

class UnknownSubjectKey extends Error {
  override readonly name = 'UnknownSubjectKey';
}

describe('entries of the log', () => {
  it('are decoded once, whoever asks', async () => {
    const asked: string[][] = [];
    const decode = (batch: readonly RecordedEvent[]) => {
      asked.push(batch.map(({ type }) => type));
      return batch as unknown as readonly Recorded[];
    };
    const [one, two] = [entry('1'), entry('2')];
    await decodeEntries({ decode }, [one]);
    await decodeEntries({ decode }, [one, two]);
    expect(asked).toEqual([['1'], ['2']]);
  });

  it('that could not be read are read once the missing key is there', async () => {
    let lacking = true;
    const decode = (batch: readonly RecordedEvent[]) => {
      if (lacking && batch.some(({ type }) => type === '2')) throw new UnknownSubjectKey();
      return batch as unknown as readonly Recorded[];
    };
    const entries = [entry('1'), entry('2'), entry('3')];
    await decodeEntries({ decode }, entries);
    expect(entries.map(({ recorded }) => recorded instanceof UnknownSubjectKey)).toEqual([false, true, false]);
    lacking = false;
    await decodeEntries({ decode }, entries);
    expect(entries.map(({ event, recorded }) => recorded === (event as unknown))).toEqual([true, true, true]);
  });
});
