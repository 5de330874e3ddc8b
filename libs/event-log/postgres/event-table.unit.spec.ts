import fc from 'fast-check';
import { eventsOfRows, isLastPage } from './event-table';
import type { TextRow } from './log-connection';

const METADATA = '{"commandId":"c","tenantId":"t"}';

function row(
  change: { readonly metadata?: string; readonly recordedAt?: string; readonly data?: string } = {},
): TextRow {
  const { metadata = METADATA, recordedAt = '2026-01-31 12:00:00+00', data = '{}' } = change;
  return ['1', '7', 'test.rows-t.i', '3', 'id', 'Noted', data, metadata, recordedAt];
}

/** As Postgres writes a `timestamptz(3)` in UTC: without trailing zeros of the fraction. */
function asPostgres(time: Date): string {
  const [seconds = '', fraction = ''] = time.toISOString().replace('T', ' ').slice(0, -1).split('.');
  const digits = fraction.replace(/0+$/, '');
  return `${seconds}${digits && '.'}${digits}+00`;
}

describe('a row of the log', () => {
  it('becomes an event', () => {
    expect(eventsOfRows([row()])).toEqual([
      {
        stream: 'test.rows-t.i',
        revision: 3,
        position: '0001-0000000000000000007',
        id: 'id',
        type: 'Noted',
        data: '{}',
        metadata: METADATA,
        recordedAt: '2026-01-31T12:00:00.000Z',
      },
    ]);
  });

  it('gives its time with three decimals, whatever zeros Postgres leaves out', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
        (time) => {
          expect(eventsOfRows([row({ recordedAt: asPostgres(time) })])[0]?.recordedAt).toBe(time.toISOString());
        },
      ),
    );
  });

  it.each([
    ['{}', false],
    ['{"commandId":"c"}', false],
    ['{"tenantId":"t"}', false],
    ['{"commandId":1,"tenantId":"t"}', false],
    ['{"nested":{"commandId":"c","tenantId":"t"}}', false],
    ['{"note":"\\"commandId\\":\\"c\\",\\"tenantId\\":\\"t\\""}', false],
    ['not JSON {"commandId":"c","tenantId":"t"}', false],
    [METADATA, true],
    ['{"commandId":"c","nested":{"a":{}},"tenantId":"t"}', true],
  ])('with metadata %s counts as ours: %p', (metadata, ours) => {
    expect(eventsOfRows([row({ metadata })])).toHaveLength(ours ? 1 : 0);
  });
});

describe('a page', () => {
  it('is the last unless it was cut off by the number or by the size of its events', () => {
    const rows = [row({ data: '{"a":"é"}' }), row()];
    const bytes = 10 + 2 + 2 * METADATA.length;
    expect(isLastPage(rows, 3, bytes + 1)).toBe(true);
    expect(isLastPage(rows, 2, bytes + 1)).toBe(false);
    expect(isLastPage(rows, 3, bytes)).toBe(false);
    expect(isLastPage([], 3, 1)).toBe(true);
  });
});
