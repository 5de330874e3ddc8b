import { checkAppend, eventBytes, isPlatformEvent } from './append-checks';
import {
  AppendTooLarge,
  EventTooLarge,
  InvalidEvent,
  MAX_APPEND_EVENTS,
  MAX_EVENT_BYTES,
  type NewEvent,
} from './event-log';

const METADATA = '{"commandId":"c","tenantId":"t"}';

function newEvent(change: Partial<NewEvent> = {}): NewEvent {
  return { id: numbered(1), type: 'Noted', data: '{}', metadata: METADATA, ...change };
}

function numbered(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** An event that the log counts as exactly `bytes`. */
function sized(bytes: number, filler = 'x'): NewEvent {
  const empty = newEvent({ data: '{"text":""}' });
  const room = bytes - eventBytes(empty);
  const width = Buffer.byteLength(filler);
  const text = filler.repeat(Math.floor(room / width)) + 'x'.repeat(room % width);
  return { ...empty, data: `{"text":"${text}"}` };
}

describe('an append, before it is sent', () => {
  it('passes with one event and with as many as the log takes', () => {
    expect(() => checkAppend([newEvent()])).not.toThrow();
    const many = Array.from({ length: MAX_APPEND_EVENTS }, (_, n) => newEvent({ id: numbered(n + 1) }));
    expect(() => checkAppend(many)).not.toThrow();
  });

  it('is refused without events and with more than the log takes', () => {
    expect(() => checkAppend([])).toThrow(InvalidEvent);
    const many = Array.from({ length: MAX_APPEND_EVENTS + 1 }, (_, n) => newEvent({ id: numbered(n + 1) }));
    expect(() => checkAppend(many)).toThrow(InvalidEvent);
  });

  it.each(['', 'x', '1', '00000000-0000-0000-0000-000000000000', '0190AAAA-0000-4000-8000-000000000001'])(
    'is refused when an id is no UUID in lower case: %p',
    (id) => {
      expect(() => checkAppend([newEvent({ id })])).toThrow(InvalidEvent);
    },
  );

  it('is refused when two of its events have one id', () => {
    expect(() => checkAppend([newEvent(), newEvent()])).toThrow(InvalidEvent);
  });

  it.each([
    ['empty', ''],
    ["a system event's", '$metadata'],
    ['one with a control character', 'a\u0000b'],
    ['one with a lone surrogate', 'a\ud800'],
    ['over-long', 'x'.repeat(256)],
  ])('is refused when a type is %s', (_, type) => {
    expect(() => checkAppend([newEvent({ type })])).toThrow(InvalidEvent);
  });

  it.each([
    ['empty', ''],
    ['an array', '[]'],
    ['null', 'null'],
    ['a number', '1'],
    ['cut off', '{'],
    ['not well-formed Unicode', '{"a":"\ud800"}'],
    ['with a bare control character', '{"a":"\u0000"}'],
  ])('is refused when data is %s', (_, data) => {
    expect(() => checkAppend([newEvent({ data })])).toThrow(InvalidEvent);
  });

  it.each(['{}', '{"tenantId":"t"}', '{"commandId":"c"}', '{"commandId":1,"tenantId":"t"}', '[]', ''])(
    "is refused when its metadata is not the platform's: %p",
    (metadata) => {
      expect(() => checkAppend([newEvent({ metadata })])).toThrow(InvalidEvent);
    },
  );

  it.each(['x', 'é', '🏭'])('is measured in bytes, and one byte over is too large (%s)', (filler) => {
    expect(() => checkAppend([sized(MAX_EVENT_BYTES, filler)])).not.toThrow();
    const bytes = MAX_EVENT_BYTES + 1;
    expect(() => checkAppend([sized(bytes, filler)])).toThrow(new EventTooLarge('Noted', bytes));
  });

  it('is too large when its events together are', () => {
    const half = MAX_EVENT_BYTES / 2;
    expect(() => checkAppend([sized(half), { ...sized(half), id: numbered(2) }])).not.toThrow();
    expect(() => checkAppend([sized(half), { ...sized(half + 1), id: numbered(2) }])).toThrow(AppendTooLarge);
  });
});

describe('metadata of ours', () => {
  it('names a tenant and a command', () => {
    expect(isPlatformEvent({ tenantId: 't', commandId: 'c' })).toBe(true);
    expect(isPlatformEvent({ tenantId: 't' })).toBe(false);
    expect(isPlatformEvent(undefined)).toBe(false);
    expect(isPlatformEvent(null)).toBe(false);
    expect(isPlatformEvent('{"commandId":"c","tenantId":"t"}')).toBe(false);
  });
});
