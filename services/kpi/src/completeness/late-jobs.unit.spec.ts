import { lateJobDates, type JobVersion } from './late-jobs';

const parts = (startedAt: string, endedAt: string | null = null) => ({ product: 'P-1', startedAt, endedAt, holds: [] });
const version = (of: JobVersion['parts'], recordedFrom: string, recordedTo: string | null = null): JobVersion => {
  return { jobId: 'job', parts: of, recordedFrom, recordedTo };
};
const calendar = {
  since: (date: string) => (date <= '2026-02-28' ? '2026-03-05' : null),
  dateOf: (moment: string) => moment.slice(0, 10),
};
const late = (...versions: readonly JobVersion[]) => [...lateJobDates(versions, calendar).keys()];
const [INSIDE, AFTER] = ['2026-02-10T08:00:00.000Z', '2026-03-03T08:00:00.000Z'];

it.each<[string, readonly JobVersion[], readonly string[]]>([
  ['recorded before the closing', [version(parts(INSIDE), '2026-03-04')], []],
  ['recorded after it', [version(parts(INSIDE), '2026-03-06')], ['2026-02-10']],
  ['recorded after it, of an open date', [version(parts(AFTER), '2026-03-06')], []],
  [
    'ended after the closed dates',
    [version(parts(INSIDE), '2026-03-04', '2026-03-06'), version(parts(INSIDE, AFTER), '2026-03-06')],
    [],
  ],
  [
    'ended within them',
    [
      version(parts(INSIDE), '2026-03-04', '2026-03-06'),
      version(parts(INSIDE, '2026-02-11T08:00:00.000Z'), '2026-03-06'),
    ],
    ['2026-02-11'],
  ],
  ['removed', [version(parts(INSIDE), '2026-03-04', '2026-03-06')], ['2026-02-10']],
  ['removed before the closing', [version(parts(INSIDE), '2026-03-03', '2026-03-04')], []],
])('a job that was %s', (_, versions, dates) => expect(late(...versions)).toEqual(dates));
