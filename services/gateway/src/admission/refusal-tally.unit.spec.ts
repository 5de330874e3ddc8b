import fc from 'fast-check';
import { RefusalTally, type Refusal, type Tallied } from './refusal-tally';

const LOGIN = 'POST /api/v1/auth/login';
const NOON = Date.parse('2026-01-31T12:00:00.000Z');
const MINUTE_MS = 60_000;

const failed = (source: string, route = LOGIN): Refusal<string> => ({
  kind: 'login_failed',
  route,
  source,
  of: `of ${source}`,
});
const rest = (source: string, count: number, minute = NOON): Tallied<string> => ({
  kind: 'login_failed',
  of: `of ${source}`,
  isFirst: false,
  routes: [LOGIN],
  count,
  minute,
});
const first = (source: string, minute = NOON) => ({ ...rest(source, 1, minute), isFirst: true });
const others = (count: number) => ({ kind: 'others', isFirst: false, routes: [LOGIN], count, minute: NOON });

describe('of refusals', () => {
  it('the first of a source is given at once, and the rest as one count when the minute has ended', () => {
    const tally = new RefusalTally<string>();
    expect(tally.note(failed('a'), NOON + 1)).toEqual([first('a')]);
    for (let time = 0; time < 5; time++) expect(tally.note(failed('a'), NOON + 2)).toEqual([]);
    expect(tally.note(failed('b'), NOON + 3)).toEqual([first('b')]);
    expect(tally.due(NOON + MINUTE_MS - 1)).toEqual([]);
    expect(tally.due(NOON + MINUTE_MS)).toEqual([rest('a', 5)]);
    expect(tally.isOpen).toBe(false);
  });

  it('each kind of one source is counted apart, and each minute', () => {
    const tally = new RefusalTally<string>();
    tally.note(failed('a'), NOON);
    expect(tally.note({ ...failed('a'), kind: 'rate_limited' }, NOON)).toMatchObject([{ kind: 'rate_limited' }]);
    tally.note(failed('a'), NOON);
    expect(tally.note(failed('a'), NOON + MINUTE_MS)).toEqual([rest('a', 1), first('a', NOON + MINUTE_MS)]);
  });

  it('those of sources beyond the limit are one count', () => {
    const tally = new RefusalTally<string>(2);
    for (const source of ['a', 'b']) expect(tally.note(failed(source), NOON)).toHaveLength(1);
    for (const source of ['c', 'd', 'c']) expect(tally.note(failed(source), NOON)).toEqual([]);
    tally.note(failed('a'), NOON);
    expect(tally.rest()).toEqual([rest('a', 1), others(3)]);
    expect(tally.note(failed('c'), NOON + MINUTE_MS)).toEqual([first('c', NOON + MINUTE_MS)]);
  });

  it('those that could not be kept are counted among the others', () => {
    const tally = new RefusalTally<string>();
    for (const entry of tally.note(failed('a'), NOON)) tally.takeBack(entry);
    expect(tally.rest()).toEqual([others(1)]);
  });

  it('no more than twenty routes are named', () => {
    const tally = new RefusalTally<string>();
    for (let n = 0; n < 50; n++) tally.note(failed('a', `GET /${n}`), NOON);
    expect(tally.rest()).toMatchObject([{ count: 49, routes: { length: 20 } }]);
  });

  it('a clock that goes back opens no minute anew', () => {
    const tally = new RefusalTally<string>();
    tally.note(failed('a'), NOON + MINUTE_MS);
    expect(tally.note(failed('a'), NOON)).toEqual([]);
  });

  it('all are counted, once, and no minute has more entries than its sources twice and one', () => {
    const kinds = fc.constantFrom('forbidden', 'login_failed', 'rate_limited');
    const noted = fc.record({ kind: kinds, source: fc.nat(9), later: fc.integer({ min: 0, max: MINUTE_MS }) });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), fc.array(noted, { maxLength: 200 }), (most, refusals) => {
        const tally = new RefusalTally<number>(most);
        const given: Tallied<number>[] = [];
        let at = NOON;
        for (const { kind, source, later } of refusals) {
          at += later;
          given.push(...tally.note({ kind, route: LOGIN, source: String(source), of: source }, at));
        }
        given.push(...tally.rest());
        expect(given.reduce((sum, { count }) => sum + count, 0)).toBe(refusals.length);
        for (const minute of new Set(given.map((each) => each.minute))) {
          const entries = given.filter((each) => each.minute === minute);
          const firsts = entries.filter(({ isFirst }) => isFirst);
          const told = new Set(entries.filter(({ of }) => of !== undefined).map(({ kind, of }) => `${kind} ${of}`));
          expect(entries.length).toBeLessThanOrEqual(2 * most + 1);
          expect(firsts.map(({ kind, of }) => `${kind} ${of}`)).toEqual([...told]);
          expect(entries.filter(({ kind }) => kind === 'others').length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
