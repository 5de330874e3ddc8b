import { Code, Flag, Instant, LocalDate, Quantity, Text } from '#contracts/declare/fields';
import { column, declareImport } from '#contracts/declare/import-declaration';
import type { ImportMapping } from '#contracts/imports/import-mapping';
import { readRow } from './cell-reading';
import type { Source } from './encoding';
import { dataRecords, surveyFile } from './file-reading';

const kind = declareImport({
  name: 'things',
  service: 'inventory',
  permission: 'inventory.item.manage',
  columns: [
    column('code', Code(), { isRequired: true, isCode: true, aliases: ['Nummer'] }),
    column('name', Text({ max: 200, lines: true })),
    column('amount', Quantity({ sign: 'signed' }), { aliases: ['Menge'] }),
    column('day', LocalDate(), { aliases: ['Datum'] }),
    column('open', Flag()),
    column('at', Instant()),
  ],
  ownTable: () => ['id', 'code', 'name', 'amount'],
});

/** In pieces of one size: over several sizes each boundary falls everywhere. */
function sourceOf(bytes: Buffer, size = 7): Source {
  return () =>
    Promise.resolve(
      (async function* () {
        for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
      })(),
    );
}

async function rowsOf(bytes: Buffer | string, mapping: ImportMapping = {}, size = 7) {
  const source = sourceOf(Buffer.from(bytes as string), size);
  const reading = await surveyFile(source, { kind, mapping, timeZone: 'Europe/Berlin' });
  const rows: unknown[] = [];
  for await (const record of dataRecords(source, reading)) {
    const read = readRow(record, reading);
    rows.push('values' in read ? read.values : read.fault.code);
  }
  return { rows, guesses: new Map(reading.guesses.map(({ what, value }) => [what, value])), count: reading.rows };
}

describe('a file', () => {
  const german = 'Nummer;name;Menge;Datum\r\n01;Mühle € 5;-1.234,5;15.04.2026\r\n';
  const read = [{ code: '01', name: 'Mühle € 5', amount: '-1234.500', day: '2026-04-15' }];
  const windows = Buffer.from(german.replace('€', '\u0080'), 'latin1');

  it.each([
    ['utf-8', Buffer.from(german)],
    ['utf-8', Buffer.from(`\ufeff${german}`)],
    ['utf-16le', Buffer.from(`\ufeff${german}`, 'utf16le')],
    ['utf-16le', Buffer.from(german, 'utf16le')],
    ['utf-16be', Buffer.from(german, 'utf16le').swap16()],
    ['windows-1252', windows],
  ])('as spreadsheets write it in German is read in %s', async (encoding, bytes) => {
    for (const size of [1, 7, 4_096]) {
      const { rows, guesses } = await rowsOf(bytes, {}, size);
      expect(rows).toEqual(read);
      expect(guesses.get('encoding')).toBe(encoding);
      expect(guesses.get('separator')).toBe('semicolon');
    }
  });

  it.each([
    ['comma', 'code,name\nA,"x, y"'],
    ['tab', 'code\tname\nA\tx, y'],
    ['bar', 'code|name\nA|x, y'],
    ['semicolon', 'sep=;\ncode;name\nA;x, y'],
  ])('is read with the separator %s', async (separator, text) => {
    const { rows, guesses } = await rowsOf(text);
    expect(rows).toEqual([{ code: 'A', name: 'x, y' }]);
    expect(guesses.get('separator')).toBe(separator);
  });

  it('may have titles above, blank lines, separators at the end and a totals line', async () => {
    const { rows, count } = await rowsOf(
      'Report of May;;;\n\n;;;\ncode;name;amount;\nA;x;1;\n\n;;;\nB;y;2;\nTotal:;;3;\n',
    );
    expect(rows).toEqual([
      { code: 'A', name: 'x', amount: '1.000' },
      { code: 'B', name: 'y', amount: '2.000' },
    ]);
    expect(count).toBe(2);
  });

  it.each([
    ['code;day\nA;03/04/2026', 'DATE_AMBIGUOUS'],
    ['code;amount\nA;173,900', 'NUMBER_AMBIGUOUS'],
    ['', 'EMPTY'],
    ['code;name', 'EMPTY'],
    ['name;amount\nx;1', 'COLUMN_MISSING'],
    ['code;Nummer\nx;1', 'COLUMN_TWICE'],
    ['foo;bar\nx;1', 'HEADER_MISSING'],
  ])('%j is refused as a whole: %s', async (text, code) => {
    await expect(rowsOf(text)).rejects.toMatchObject({ code });
  });

  it('one unambiguous cell decides the format of its column', async () => {
    const { rows } = await rowsOf('code;day;amount\nA;03/04/2026;173,900\nB;25/04/2026;12,5');
    expect(rows).toMatchObject([{ day: '2026-04-03', amount: '173.900' }, { day: '2026-04-25' }]);
  });

  it('has the day first where dots stand between day, month and year, unless the mapping says otherwise', async () => {
    const dots = 'code;day;at\nA;03.04.2026;03.04.2026 08:00';
    expect((await rowsOf(dots)).rows).toEqual([{ code: 'A', day: '2026-04-03', at: '2026-04-03T06:00:00.000Z' }]);
    const columns = [{ header: 'day', column: 'day', dates: 'mdy' }] as const;
    expect((await rowsOf(dots, { columns })).rows).toMatchObject([{ day: '2026-03-04' }]);
    const mixed = await rowsOf('code;day\nA;04/15/2026\nB;04/16/2026\nC;03.04.2026');
    expect(mixed.rows).toMatchObject([{ day: '2026-04-15' }, { day: '2026-04-16' }, 'FORMAT']);
  });

  it('that is refused tells what was guessed until then', async () => {
    const refused = rowsOf('code;day;amount;at\nA;03/04/2026;12,5;2026-01-01 08:00');
    await expect(refused).rejects.toMatchObject({
      code: 'DATE_AMBIGUOUS',
      guesses: expect.arrayContaining([
        expect.objectContaining({ what: 'separator', value: 'semicolon' }),
        expect.objectContaining({ what: 'numbers of amount', value: 'comma' }),
        expect.objectContaining({ what: 'timeZone of at', value: 'Europe/Berlin' }),
      ]) as unknown,
    });
  });

  it.each([
    { numbers: 'comma' },
    { decimal: ',' },
    { columns: [{ header: 'amount', column: 'amount', numbers: 'comma' }] },
  ] as const)('has numbers as %j says, in the words of the guesses', async (mapping) => {
    const { rows, guesses } = await rowsOf('code;amount\nA;173,900', mapping);
    expect([rows, guesses.get('numbers of amount')]).toEqual([[{ code: 'A', amount: '173.900' }], 'comma']);
  });

  it('is read as the mapping says, against any guess', async () => {
    const columns = [
      { header: 'When', column: 'day', dates: 'mdy' },
      { header: 'amount', column: 'amount', numbers: 'point' },
      { header: 'name', column: null },
    ] as const;
    const { rows } = await rowsOf('code;When;amount;name\nA;03/04/2026;173,900;x', { columns });
    expect(rows).toEqual([{ code: 'A', day: '2026-03-04', amount: '173900.000' }]);
  });

  it.each([
    ['code;amount\nA;173,900\nB;9,5\nC;9.5\nD;9.5', 'NUMBER_AMBIGUOUS'],
    ['code;day\nA;03/04/2026\nB;15/04/2026\nC;16/04/2026\nD;04/15/2026', 'DATE_AMBIGUOUS'],
    ['code;at\nA;03/04/2026 08:00', 'DATE_AMBIGUOUS'],
  ])('%j has proofs of no one format, so no majority decides', async (text, code) => {
    await expect(rowsOf(text)).rejects.toMatchObject({ code });
  });

  it('tells the format of a column whose cells prove two of them, if none can be misread', async () => {
    const { rows, guesses } = await rowsOf('code;amount\nA;9,99\nB;9.99\nC;9.99');
    expect([rows[0], guesses.get('numbers of amount')]).toEqual(['FORMAT', 'point']);
    expect((await rowsOf('code;amount\nA;9,99\nB;9.99')).guesses.has('numbers of amount')).toBe(true);
    const mixed = 'code;day\nA;2026-04-03\nB;15/04/2026\nC;03/04/2026';
    expect((await rowsOf(mixed)).rows).toMatchObject(['FORMAT', { day: '2026-04-15' }, { day: '2026-04-03' }]);
    expect((await rowsOf('code;amount\nA;9\nB;8')).guesses.has('numbers of amount')).toBe(false);
  });

  it('has a totals line and a heading where the mapping says so', async () => {
    const text = 'code;name\ncode;name\nA;x\nTotal;y';
    expect((await rowsOf(text, { headingLine: 2, totals: false })).rows).toEqual([
      { code: 'A', name: 'x' },
      { code: 'Total', name: 'y' },
    ]);
    const { rows, guesses } = await rowsOf(`${text}\nfin;3`, { totals: true });
    expect(rows).toHaveLength(3);
    expect(guesses.get('totals')).toBe('true');
    await expect(rowsOf(text, { headingLine: 3 })).rejects.toMatchObject({ code: 'HEADER_MISSING' });
  });

  it('has lines that end in several ways', async () => {
    for (const text of [
      'T\r\ncode;name\nA;x\rB;"y\nz"\r\n',
      '\ncode;name\r\nA;x\r\nB;"y\nz"',
      'code;name\rA;x\rB;"y\nz"\r',
    ]) {
      expect((await rowsOf(text)).rows).toEqual([
        { code: 'A', name: 'x' },
        { code: 'B', name: 'y\nz' },
      ]);
    }
  });

  it.each([
    ['code;name\nA;x\0y\nB;z', 'NUL', 'line 2'],
    ['code;name\nA;"x\nB;z', 'QUOTE_NOT_CLOSED', 'line 2'],
    [`code;name${';x'.repeat(10_000)}\nA;y`, 'TOO_MANY_COLUMNS', '200'],
  ])('%.25j… is refused, and told where: %s', async (text, code, where) => {
    for (const size of [7, 4_096]) {
      const message = expect.stringContaining(where) as string;
      await expect(rowsOf(text, {}, size)).rejects.toMatchObject({ code, message });
    }
  });

  it('of one column is read', async () => {
    expect((await rowsOf('code\n01\n1\n0010')).rows).toEqual([{ code: '01' }, { code: '1' }, { code: '0010' }]);
  });

  it('that is our own table has our numbers, unless another program has written it', async () => {
    const own = 'id,code,name,amount\nx,A,B,1.500\n';
    const { rows, guesses } = await rowsOf(own);
    expect([rows, guesses.get('numbers of amount')]).toEqual([[{ code: 'A', name: 'B', amount: '1.500' }], 'point']);
    await expect(rowsOf(own.replaceAll(',', ';'))).rejects.toMatchObject({ code: 'NUMBER_AMBIGUOUS' });
    await expect(rowsOf(own.replace('id,', 'no,'))).rejects.toMatchObject({ code: 'NUMBER_AMBIGUOUS' });
  });

  it('is not read in an encoding that it is not in', async () => {
    const latin = Buffer.from('code;name\nA;M\u00fchle', 'latin1');
    await expect(rowsOf(latin, { encoding: 'utf-8' })).rejects.toMatchObject({ code: 'ENCODING_INVALID' });
    const cyrillic = Buffer.from('code;name\nA;\u00cc\u00e8\u00f0', 'latin1');
    expect((await rowsOf(cyrillic, { encoding: 'windows-1251' })).rows).toEqual([{ code: 'A', name: 'Мир' }]);
  });

  it('that is not Unicode shows some words as they read so, unless they may be names of persons', async () => {
    const bytes = sourceOf(Buffer.from('code;name\nA;M\u00fchle', 'latin1'));
    const reasonOf = async (of: typeof kind) => (await surveyFile(bytes, { kind: of, mapping: {} })).guesses[0]?.reason;
    expect(await reasonOf(kind)).toBe('it is not UTF-8; words read so: Mühle');
    expect(await reasonOf({ ...kind, isPersonal: true })).toBe('it is not UTF-8');
  });

  it('has codes that stay text, and are no numbers that a spreadsheet made of them', async () => {
    const { rows } = await rowsOf('code;name\n01;x\n1;x\n0010;x\n1914310000010100016;x\n1.9E+18;x');
    const code = (read: unknown) => (typeof read === 'string' ? read : (read as { code: string }).code);
    expect(rows.map(code)).toEqual(['01', '1', '0010', '1914310000010100016', 'EXPONENT']);
  });

  it('has no row with more cells than its heading, which a decimal comma without quotes makes', async () => {
    const { rows } = await rowsOf('code,amount,name\nA,9,99,x\nB,9.5,x,,\nC,"9.25",x');
    expect(rows).toMatchObject(['TOO_MANY_CELLS', { amount: '9.500' }, { amount: '9.250', name: 'x' }]);
  });

  it('may have text behind a quote on one line, and no quote that ends on another', async () => {
    expect((await rowsOf('code;name\nA;"x" y\nB;5" z')).rows).toMatchObject([{ name: '"x" y' }, { name: '5" z' }]);
    const message = expect.stringContaining('line 2') as string;
    await expect(rowsOf('code;name\nA;"x\nB;y\nC;"z"\n')).rejects.toMatchObject({ code: 'QUOTE_NOT_CLOSED', message });
  });

  it('names the line of a quote that stays open', async () => {
    const text = `code;name\nA;x\nB;"y\n${'C;z\n'.repeat(30_000)}`;
    await expect(rowsOf(text, {}, 4_096)).rejects.toMatchObject({
      code: 'QUOTE_NOT_CLOSED',
      message: expect.stringContaining('line 3') as string,
    });
  });
});

it.each([
  ['1E+05;x', 'EXPONENT'],
  ['A 1;' + 'x'.repeat(10_001), 'LENGTH'],
  ['A;x;1;2026-02-30', 'FORMAT'],
  ['A;x;1;2026-02-03;maybe', 'FORMAT'],
  ['1,9E+18;x', 'EXPONENT'],
  [';x', 'REQUIRED'],
])('a cell makes its row bad: %.20s: %s', async (line, code) => {
  expect((await rowsOf(`code;name;amount;day;open\n${line}`, {}, 4_096)).rows).toEqual([code]);
});

describe('a local time', () => {
  const at = async (text: string, times?: 'earlier' | 'later') => {
    const columns = [{ header: 'at', column: 'at', ...(times && { times }) }];
    const { rows, guesses } = await rowsOf(`code;at\nA;${text}\nB;2026-12-24 08:00`, { columns });
    expect(guesses.get('timeZone of at')).toBe('Europe/Berlin');
    return typeof rows[0] === 'string' ? rows[0] : (rows[0] as { at: string }).at;
  };

  it.each([
    ['2026-01-31 09:30', '2026-01-31T08:30:00.000Z'],
    ['2026-07-31T9:30:15', '2026-07-31T07:30:15.000Z'],
    ['2026-07-31 9:30 PM', '2026-07-31T19:30:00.000Z'],
    ['2026-07-31T09:30:00+05:30', '2026-07-31T04:00:00.000Z'],
    ['2026-07-31T09:30Z', '2026-07-31T09:30:00.000Z'],
    ['2026-03-29 02:30', 'TIME_NOT_EXISTING'],
    ['2026-10-25 02:30', 'TIME_AMBIGUOUS'],
    ['2026-10-25 03:00', '2026-10-25T02:00:00.000Z'],
    ['2026-07-31', 'FORMAT'],
    ['2026-07-31 24:00', 'FORMAT'],
    ['2026-07-31 13:00 PM', 'FORMAT'],
  ])('%s is %s in Berlin', async (text, read) => expect(await at(text)).toBe(read));

  it.each([
    ['2026-03-29 02:30', 'earlier', '2026-03-29T00:30:00.000Z'],
    ['2026-03-29 02:30', 'later', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25 02:30', 'earlier', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25 02:30', 'later', '2026-10-25T01:30:00.000Z'],
  ] as const)('%s is the %s one where the mapping says so', async (text, times, read) =>
    expect(await at(text, times)).toBe(read),
  );

  it('is of the zone that the mapping names, and its date in the order of its column', async () => {
    const { rows } = await rowsOf('code;at\nA;03.04.2026, 08:00\nB;15.04.2026 08:00', { timeZone: 'America/New_York' });
    expect(rows).toMatchObject([{ at: '2026-04-03T12:00:00.000Z' }, { at: '2026-04-15T12:00:00.000Z' }]);
  });
});

it('the prefix that our own export puts before a formula is removed', async () => {
  expect((await rowsOf("code;name\nA;'=SUM(A1)\nB;'90s\nC;''=1")).rows).toMatchObject([
    { name: '=SUM(A1)' },
    { name: "'90s" },
    { name: "'=1" },
  ]);
});

it.each(['=1+1', '+49 30 1', '-x', '@home', '=HYPERLINK("x")'])(
  'a cell that begins as a formula is data: %s',
  async (cell) => {
    expect((await rowsOf(`code;name\nA;${cell}`)).rows).toMatchObject([{ name: cell }]);
  },
);
