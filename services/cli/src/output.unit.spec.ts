import { output } from './output';
import { ProgressBar } from './progress-bar';

function printed(write: () => void): string {
  const lines: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  try {
    write();
  } finally {
    spy.mockRestore();
  }
  return lines.join('');
}

const ROWS = [
  { name: 'stock-level', lagEvents: 12, error: null, rebuild: { state: 'running' } },
  { name: 'user', lagEvents: 0, error: null, rebuild: undefined },
];

it('prints a table for people, in the requested order', () => {
  expect(printed(() => output(false).rows(ROWS, ['name', 'lagEvents', 'error', 'rebuild']))).toBe(
    [
      'NAME         LAG EVENTS  ERROR  REBUILD',
      'stock-level  12          -      {"state":"running"}',
      'user         0           -      -',
      '',
    ].join('\n'),
  );
});

it('prints nothing for people and an empty list for programs when there are no rows', () => {
  expect(printed(() => output(false).rows([], ['name']))).toBe('');
  expect(printed(() => output(true).rows([], ['name']))).toBe('[]\n');
});

it('prints everything for programs, one JSON value a line', () => {
  expect(JSON.parse(printed(() => output(true).rows(ROWS, ['name'])))).toEqual(JSON.parse(JSON.stringify(ROWS)));
  expect(printed(() => output(true).done('Done.', { id: 1 }))).toBe('{"message":"Done.","id":1}\n');
});

it('prints one thing field by field for people', () => {
  expect(printed(() => output(false).one({ name: 'user', lagSeconds: 0.5 }))).toBe(
    'NAME         user\nLAG SECONDS  0.5\n',
  );
});

describe('a progress bar', () => {
  const terminal = (isTTY: boolean) => {
    const written: string[] = [];
    return { written, stream: { isTTY, columns: 80, write: (text: string) => written.push(text) > 0 } as never };
  };

  it('writes over one line of a terminal, and clears it', () => {
    const { written, stream } = terminal(true);
    const bar = new ProgressBar('user', stream);
    bar.update(0.5, '100 events/s');
    bar.finish();
    expect(written[0]).toMatch(/^\r\u001B\[2Kuser █{15}░{15} {2}50\.0 % {2}100 events\/s$/);
    expect(written.at(-1)).toBe('\r\u001B[2K');
  });

  it('writes nothing where there is no terminal', () => {
    const { written, stream } = terminal(false);
    const bar = new ProgressBar('user', stream);
    bar.update(0.5);
    bar.finish();
    expect(written).toEqual([]);
  });
});
