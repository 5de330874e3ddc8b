import { asRole } from '#libs/testing/database';
import type { HttpAnswer } from '#libs/testing/http-client';
import { created, organizationOn, type TestOrganization } from '#libs/testing/organization';
import { sharedPlatform } from '#libs/testing/shared-platform';

interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  traceId: string;
  errors?: { pointer: string; code: string }[];
}

const opsledger = sharedPlatform();
let organization: TestOrganization;
let shelf: string;
let freezer: string;
let item: string;
let line: string;

beforeAll(async () => {
  organization = await organizationOn(opsledger);
  const { admin } = organization;
  shelf = (await created(admin.post('locations', { code: 'SHELF', name: 'Shelf' }))).id;
  freezer = (await created(admin.post('locations', { code: 'COLD', name: 'Freezer', temperatureZone: 'freezer' }))).id;
  item = (await created(admin.post('items', { itemNumber: 'A-1', name: 'Flour', unit: 'kg' }))).id;
  const moved = await created(admin.post('items', { itemNumber: 'A-2', name: 'Sugar', unit: 'kg' }));
  for (let time = 0; time < 2; time++) await created(admin.post(`items/${moved.id}/receipts`, receipt()));
  line = (await created(admin.post('lines', { code: 'L-1', name: 'Filler' }))).id;
  await created(admin.post('shift-calendars', calendar(early)));
  await created(admin.post('downtimes', { lineId: line, from: '2026-01-05T08:00:00.000Z' }));
});

const unknown = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';
const receipt = (more: object = {}) => ({ locationId: shelf, quantity: '1', unitCost: '1', ...more });

const early = { name: 'Early', start: '06:00', end: '14:00', weekdays: [1, 2, 3, 4, 5] };
const calendar = (...shifts: object[]) => ({ validFrom: '2026-01-01', shifts });
const entry = (more: object) => ({
  lineId: line,
  date: '2026-01-05',
  shift: 'Early',
  product: 'P-1',
  good: '5',
  ...more,
});
const nextYear = () => new Date(Date.now() + 366 * 86_400_000).toISOString();

/**
 * The last event of the organisation, from the log itself: a refusal answers no position, so a projection may not yet
 * show its events. The refusal of access is recorded too, after the answer.
 */
const head = async () =>
  asRole(await opsledger.databaseUrl(), 'opsledger_log', async (client) => {
    const last = `SELECT epoch, place, type FROM event_log.event
                   WHERE stream NOT LIKE 'audit.refusal-%' AND metadata::jsonb ->> 'tenantId' = $1
                   ORDER BY epoch DESC, place DESC LIMIT 1`;
    return (await client.query<object>(last, [organization.id])).rows;
  });

function expectProblem({ status, headers, body }: HttpAnswer<Problem>, expected: number, code: string): void {
  expect({ status, code: body.code }).toEqual({ status: expected, code });
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect([body.status, typeof body.traceId, typeof body.title]).toEqual([expected, 'string', 'string']);
}

describe('an invalid request is answered with a problem that names the field, and changes nothing', () => {
  let before: object[];
  beforeEach(async () => {
    before = await head();
  });
  afterEach(async () => expect(await head()).toEqual(before));

  it.each<[string, () => object | string, number, string, string | null]>([
    ['an unknown field', () => receipt({ colour: 'red' }), 400, 'VALIDATION_FAILED', '/colour'],
    ['a wrong type', () => receipt({ note: 7 }), 400, 'VALIDATION_FAILED', '/note'],
    ['an over-long text', () => receipt({ reference: 'x'.repeat(201) }), 400, 'VALIDATION_FAILED', '/reference'],
    ['a quantity that is no number', () => receipt({ quantity: 'NaN' }), 400, 'VALIDATION_FAILED', '/quantity'],
    ['a negative quantity', () => receipt({ quantity: -1 }), 400, 'VALIDATION_FAILED', '/quantity'],
    ['a quantity of four places', () => receipt({ quantity: '1.0001' }), 400, 'VALIDATION_FAILED', '/quantity'],
    ['a missing field', () => ({ quantity: '1', unitCost: '1' }), 400, 'VALIDATION_FAILED', '/locationId'],
    ['both costs', () => receipt({ totalCost: '1' }), 400, 'VALIDATION_FAILED', '/totalCost'],
    ['an unknown location', () => receipt({ locationId: unknown }), 404, 'NOT_FOUND', '/locationId'],
    ['a location of another zone', () => receipt({ locationId: freezer }), 422, 'ZONE_MISMATCH', null],
    [
      'a time far in the future',
      () => receipt({ effectiveAt: '+275760-09-13T00:00:00.000Z' }),
      400,
      'VALIDATION_FAILED',
      '/effectiveAt',
    ],
    [
      'a time ahead of now',
      () => receipt({ effectiveAt: '2150-01-01T00:00:00.000Z' }),
      422,
      'EFFECTIVE_IN_FUTURE',
      null,
    ],
    ['malformed JSON', () => '{"quantity":', 400, 'VALIDATION_FAILED', null],
    ['a body of 600 KB', () => JSON.stringify(receipt({ note: 'x'.repeat(600_000) })), 413, 'PAYLOAD_TOO_LARGE', null],
  ])('%s', async (_, body, status, code, pointer) => {
    const answer = await organization.admin.post<Problem>(`items/${item}/receipts`, body());
    expectProblem(answer, status, code);
    if (pointer !== null) expect(answer.body.errors?.map((error) => error.pointer)).toContain(pointer);
  });

  it.each<[string, string, () => object, number, string, string | null]>([
    [
      'a shift of 25 hours',
      'shift-calendars',
      () => calendar({ ...early, end: '31:00' }),
      400,
      'VALIDATION_FAILED',
      '/shifts/0/end',
    ],
    [
      'shifts that overlap',
      'shift-calendars',
      () => calendar(early, { ...early, name: 'Late', start: '13:59', end: '22:00' }),
      400,
      'VALIDATION_FAILED',
      '/shifts/1',
    ],
    [
      'a standard of 0 seconds',
      'product-standards',
      () => ({ product: 'P-1', validFrom: '2026-01-01', runSeconds: '0' }),
      400,
      'VALIDATION_FAILED',
      '/runSeconds',
    ],
    [
      'an entry of next year',
      'production-entries',
      () => entry({ date: nextYear().slice(0, 10) }),
      400,
      'VALIDATION_FAILED',
      '/date',
    ],
    [
      'a run of next year',
      'production-entries',
      () => entry({ date: undefined, shift: undefined, from: nextYear() }),
      400,
      'VALIDATION_FAILED',
      '/from',
    ],
    [
      'a shift that the calendar lacks',
      'production-entries',
      () => entry({ shift: 'Nigth' }),
      400,
      'VALIDATION_FAILED',
      '/shift',
    ],
    [
      'other quantities than their sum',
      'production-entries',
      () => entry({ produced: '6' }),
      422,
      'QUANTITIES_DIFFER',
      null,
    ],
    ['a second timer without a reason', 'downtimes', () => ({ lineId: line }), 409, 'CONFLICT', null],
  ])('%s', async (_, route, body, status, code, pointer) => {
    const answer = await organization.admin.post<Problem>(route, body());
    expectProblem(answer, status, code);
    if (pointer !== null) expect(answer.body.errors?.map((error) => error.pointer)).toContain(pointer);
  });

  it('an unknown item', async () => {
    expectProblem(await organization.admin.post<Problem>(`items/${unknown}/receipts`, receipt()), 404, 'NOT_FOUND');
  });

  it('a transfer to the same location', async () => {
    const body = { fromLocationId: shelf, toLocationId: shelf, quantity: '1' };
    expectProblem(await organization.admin.post<Problem>(`items/${item}/transfers`, body), 422, 'SAME_LOCATION');
  });

  it('a shortage, with the missing quantity', async () => {
    const answer = await organization.admin.post<Problem & { shortage: string }>(`items/${item}/usages`, {
      locationId: shelf,
      quantity: '1000',
    });
    expectProblem(answer, 422, 'INSUFFICIENT_STOCK');
    expect(JSON.stringify(answer.body)).toContain('"shortage":"');
  });

  it('another content type', async () => {
    const client = organization.admin.with({ 'content-type': 'text/plain' });
    expectProblem(await client.post<Problem>('items', 'hello'), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it('an unknown path', async () => {
    expect((await organization.admin.get<Problem>('nothing-here')).status).toBe(404);
  });

  it('a request without a token', async () => {
    expectProblem(await opsledger.http.get<Problem>('items'), 401, 'UNAUTHENTICATED');
  });

  it('a platform session asking for rows of an organisation', async () => {
    expectProblem(await organization.platform.get<Problem>('items'), 403, 'ORGANIZATION_REQUIRED');
  });

  it('a cursor of another list', async () => {
    const page = await organization.admin.get<{ nextCursor: string | null }>('movements?limit=1');
    const { nextCursor } = page.body;
    expect(nextCursor).not.toBeNull();
    const answer = await organization.admin.get<Problem>(`items?cursor=${nextCursor}`);
    expectProblem(answer, 400, 'CURSOR_MISMATCH');
    expect(answer.body.errors?.map(({ pointer }) => pointer)).toEqual(['?cursor']);
    expect((await organization.admin.get(`movements?cursor=${nextCursor}`)).status).toBe(200);
  });
});

describe('a value that may be taken once', () => {
  it('gives an item number to one of many that race for it', async () => {
    const race = await Promise.all(
      Array.from({ length: 8 }, () =>
        organization.admin.post<Problem>('items', { itemNumber: 'RACE-1', name: 'Racer', unit: 'pcs' }),
      ),
    );
    expect(race.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      201, 409, 409, 409, 409, 409, 409, 409,
    ]);
    for (const answer of race) if (answer.status === 409) expectProblem(answer, 409, 'DUPLICATE');
  });

  it('answers a repeated command as the first time, whatever has happened since', async () => {
    const client = organization.admin.with({ 'idempotency-key': 'receipt-1' });
    const first = await client.post(`items/${item}/receipts`, receipt({ quantity: '5' }));
    expect(first.status).toBe(201);
    const usage = organization.admin.with({ 'idempotency-key': 'usage-1' });
    const used = await usage.post(`items/${item}/usages`, { locationId: shelf, quantity: '5' });
    expect(used.status).toBe(201);
    // By now it would be refused: the stock is used up.
    const again = await usage.post(`items/${item}/usages`, { locationId: shelf, quantity: '5' });
    expect({ status: again.status, body: again.body }).toEqual({ status: 201, body: used.body });
    const received = await client.post(`items/${item}/receipts`, receipt({ quantity: '5' }));
    expect(received.body).toEqual(first.body);
    const other = await client.post<Problem>(`items/${item}/receipts`, receipt({ quantity: '6' }));
    expectProblem(other, 422, 'IDEMPOTENCY_KEY_REUSED');
    const stock = await organization.admin.get<{ onHand: string }>(`items/${item}/stock`);
    expect(stock.body.onHand).toBe('0.000');
  });
});
