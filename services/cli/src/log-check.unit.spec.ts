import { type RecordedEvent, canonicalJson, positionOf, streamName } from '#libs/event-log';
import { LogCheck } from './log-check';

const TENANT = '0197a3c4-5d6e-4f80-9a1b-2c3d4e5f6071';
const OTHER = '0197a3c4-5d6e-4f80-9a1b-2c3d4e5f6072';

function recorded(place: number, revision: number, changes: Partial<RecordedEvent> = {}): RecordedEvent {
  return {
    id: '0190a000-0000-7000-8000-000000000001',
    type: 'StockReceived',
    data: canonicalJson({ quantity: '1.000' }),
    metadata: canonicalJson({ commandId: OTHER, tenantId: TENANT }),
    stream: streamName('inventory.item', TENANT, 'a'),
    revision,
    position: positionOf(1, place),
    recordedAt: `2026-01-31T09:30:00.${String(place).padStart(3, '0')}Z`,
    ...changes,
  };
}

const faultsOf = (events: readonly RecordedEvent[], densePositions = true) => {
  const check = new LogCheck({ densePositions });
  return events.flatMap((event) => check.check(event)).map(({ fault }) => fault);
};

it('finds nothing in a sound log, and counts it', () => {
  const check = new LogCheck({ densePositions: true });
  const events = [recorded(1, 0), recorded(2, 1), recorded(3, 0, { stream: streamName('auth.account', TENANT, 'b') })];
  expect(events.flatMap((event) => check.check(event))).toEqual([]);
  expect([check.events, check.streams]).toEqual([3, 2]);
});

it.each<[string, RecordedEvent, string]>([
  ['an event that was taken out', recorded(4, 1), '2 positions missing before it'],
  ['an event that was put in at an old place', recorded(1, 1), 'its position does not rise'],
  ['a revision that was taken out', recorded(2, 2), 'its revision should be 1'],
  ['a revision that is there twice', recorded(2, 0), 'its revision should be 1'],
  ['data that was written over', recorded(2, 1, { data: '{"quantity": "1.000"}' }), 'its data is not canonical JSON'],
  ['data that is no JSON', recorded(2, 1, { data: '{' }), 'its data is no JSON object that the log can hold'],
  ['an id that is none', recorded(2, 1, { id: '17' }), 'its id is no UUID'],
  [
    "another tenant's metadata",
    recorded(2, 1, { metadata: canonicalJson({ commandId: OTHER, tenantId: OTHER }) }),
    "its tenant is not its stream's",
  ],
  [
    'a time before the last',
    recorded(2, 1, { recordedAt: '2026-01-31T09:29:59.000Z' }),
    'it was recorded before the event that it follows',
  ],
  [
    'a time in another form',
    recorded(2, 1, { recordedAt: '2026-01-31 09:30:00' }),
    'recordedAt is not UTC with three decimals',
  ],
])('finds %s', (_, event, fault) => {
  expect(faultsOf([recorded(1, 0), event])).toContain(fault);
});

it('accepts gaps where positions are sparse', () => {
  expect(faultsOf([recorded(100, 0), recorded(205, 1)], false)).toEqual([]);
  expect(faultsOf([recorded(100, 0), recorded(205, 1)])).not.toEqual([]);
});
