/** The output of a command: for people, or with `--json` for programs. */
export interface Output {
  readonly forPeople: boolean;
  /** A table of rows, or the rows as a JSON array. */
  rows(rows: readonly object[], columns: readonly string[]): void;
  /** One thing, field by field, or as a JSON object. */
  one(thing: object): void;
  /** A sentence; for programs `{ "message": … }`. */
  done(sentence: string, facts?: object): void;
}

export function output(json: boolean): Output {
  return json ? JSON_OUTPUT : TEXT_OUTPUT;
}

const write = (text: string) => process.stdout.write(`${text}\n`);

const JSON_OUTPUT: Output = {
  forPeople: false,
  rows: (rows) => write(JSON.stringify(rows)),
  one: (thing) => write(JSON.stringify(thing)),
  done: (message, facts = {}) => write(JSON.stringify({ message, ...facts })),
};

const TEXT_OUTPUT: Output = {
  forPeople: true,
  rows(rows, columns) {
    if (rows.length === 0) return;
    const cells = [
      columns.map(heading),
      ...rows.map((row) => columns.map((column) => cell((row as Record<string, unknown>)[column]))),
    ];
    const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)));
    for (const line of cells)
      write(
        line
          .map((text, index) => text.padEnd(widths[index] ?? 0))
          .join('  ')
          .trimEnd(),
      );
  },
  one(thing) {
    const entries = Object.entries(thing);
    const width = Math.max(...entries.map(([name]) => heading(name).length));
    for (const [name, value] of entries) write(`${heading(name).padEnd(width)}  ${cell(value)}`);
  },
  done: (sentence) => {
    write(sentence);
  },
};

/** `lagEvents` → `LAG EVENTS`. */
function heading(name: string): string {
  return name.replace(/([A-Z])/g, ' $1').toUpperCase();
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
