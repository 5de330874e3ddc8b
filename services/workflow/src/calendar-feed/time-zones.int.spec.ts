import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { calendarText } from './print-calendar.fixture';

const ROOT = join(__dirname, '../../../..');

it('a calendar has the same bytes whatever the zone of the process', async () => {
  const printed = async (zone: string) => {
    const script = join(__dirname, 'print-calendar.fixture.ts');
    const sources = ['--conditions=source', '--require', join(ROOT, 'libs/testing/run-sources.cjs')];
    const env = { TZ: zone, PATH: '', HOME: ROOT };
    return (await promisify(execFile)(process.execPath, [...sources, script], { cwd: ROOT, env })).stdout;
  };
  const own = calendarText();
  expect(own).toContain('DTSTART;TZID=Europe/Berlin:20260323T090000\r\n');
  const others = await Promise.all(['UTC', 'America/New_York', 'Pacific/Auckland'].map(printed));
  expect(others).toEqual([own, own, own]);
});
