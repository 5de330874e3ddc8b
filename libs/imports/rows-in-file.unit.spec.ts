import { Readable } from 'node:stream';
import { lineFile } from '#contracts/kpi/line-import';
import { RowsInFiles } from './rows-in-file';

const ROWS = 900;
const PAGE = 200;
const csv = ['code,name', ...Array.from({ length: ROWS }, (_, at) => `L${at + 1},Line ${at + 1}`)].join('\n');
const batch = { kind: lineFile.name, fileId: 'a file', mapping: {}, codePage: null, timeZone: null };

/** Rows of a file, and how often it was opened. `pieces`: how its bytes come. */
function filesOf(pieces: () => Iterable<Buffer> = () => [Buffer.from(csv)]) {
  let opened = 0;
  const get = () => {
    opened++;
    return Promise.resolve({ bytes: Readable.from(pieces()) } as never);
  };
  const files = new RowsInFiles({ get });
  const page = (from: number, importId = 'an import') =>
    files.read(batch, { tenantId: 'a tenant', importId, from, to: from + PAGE - 1 });
  return { page, opened: () => opened };
}

const codes = (found: Awaited<ReturnType<ReturnType<typeof filesOf>['page']>>) =>
  [...found.values()].map(({ values }) => values.find(({ field }) => field === 'code')?.to);
const expected = (from: number) => Array.from({ length: PAGE }, (_, at) => `L${from + at}`);

it('pages that follow each other are one pass over the file', async () => {
  const { page, opened } = filesOf();
  expect(codes(await page(1))).toEqual(expected(1));
  const before = opened();
  for (const from of [201, 401, 601]) expect(codes(await page(from))).toEqual(expected(from));
  expect(codes(await page(801))).toEqual(expected(801).slice(0, 100));
  expect(opened()).toBe(before);
});

it('a page before the last one reads the file anew, and so do two at once', async () => {
  const { page, opened } = filesOf();
  await page(401);
  const before = opened();
  expect(codes(await page(1))).toEqual(expected(1));
  expect(opened()).toBe(before + 1);
  const both = await Promise.all([page(201), page(201)]);
  expect(both.map(codes)).toEqual([expected(201), expected(201)]);
  expect(opened()).toBe(before + 2);
});

it('a file that breaks off while it waits is read anew', async () => {
  let isBroken = false;
  const pieces = function* () {
    const bytes = Buffer.from(csv);
    for (let at = 0; at < bytes.length; at += 500) {
      yield bytes.subarray(at, at + 500);
      if (!isBroken) continue;
      isBroken = false;
      throw new Error('the store has ended the stream');
    }
  };
  const { page } = filesOf(pieces);
  await page(1);
  isBroken = true;
  expect(codes(await page(201))).toEqual(expected(201));
});

it('of too many readers the last are refused', async () => {
  const { page } = filesOf();
  const asked = Array.from({ length: 70 }, (_, at) => page(1, `import ${at}`));
  const refused = (await Promise.allSettled(asked)).filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(4);
  expect(refused[0]).toMatchObject({ reason: { code: 'SERVICE_UNAVAILABLE' } });
});
