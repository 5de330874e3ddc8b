import { randomBytes, randomUUID } from 'node:crypto';
import { allContracts } from '#contracts/catalogue';
import { openApiDocument } from '#contracts/documents/openapi';
import { DomainError } from '#contracts/errors';
import { CreateItem } from '#contracts/inventory/create-item';
import { GetItem } from '#contracts/inventory/get-item';
import { GetLocation } from '#contracts/inventory/get-location';
import { ListItems } from '#contracts/inventory/list-items';
import { ListStock } from '#contracts/inventory/list-stock';
import { UnsubscribeReport } from '#contracts/kpi/unsubscribe-report';
import { ReadCalendarFeed, type CalendarFeedPart } from '#contracts/workflow/read-calendar-feed';
import { positionOf } from '#libs/event-log';
import { isHeld } from '#libs/event-sourcing';
import { brokerAtHand } from '#libs/testing/brokers';
import { TestGateway } from './gateway.fixture';
import type { Problem } from './http/problem';

const ORGANIZATION = randomUUID();
const ITEM = randomUUID();

interface Components {
  readonly parameters: Readonly<Record<string, { readonly name: string; readonly in: string }>>;
}

describe('an answer of the gateway', () => {
  let gateway: TestGateway;
  let token: string;

  beforeAll(async () => {
    gateway = await TestGateway.on(brokerAtHand());
    token = memberToken();
    // As services do: null for a caller who has the answer already.
    await gateway.answers(GetItem, ({ context: { ifNoneMatch } }) =>
      Promise.resolve({ answer: isHeld(ifNoneMatch, '0001-42') ? null : { id: ITEM }, etag: '0001-42' }),
    );
    await gateway.answers(ListItems, () => Promise.resolve({ answer: { items: [], nextCursor: null } }));
  });
  afterAll(() => gateway.close());

  const memberToken = (organizationId = ORGANIZATION, accountId: string = randomUUID()) =>
    gateway.tokenOf({ accountId, organizationId, roles: ['manager'] });
  const get = (path: string, headers: Record<string, string> = {}, as = token) =>
    gateway.request(path, { token: as, headers });
  const faultsOf = async (response: Response) =>
    ((await response.json()) as Problem).errors?.map(({ pointer, code }) => `${pointer} ${code}`);

  describe('to a query', () => {
    it('is the answer of its service, for the declared parameters', async () => {
      const response = await get(
        '/api/v1/items?limit=20&sort=name,-createdAt&active=true&category=Baking%20goods&q=flour',
      );
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ items: [], nextCursor: null });
      expect(gateway.lastAsked.payload).toEqual({
        limit: 20,
        sort: 'name,-createdAt',
        active: true,
        category: 'Baking goods',
        q: 'flour',
      });
    });

    it.each([
      ['limit=0', '?limit RANGE'],
      ['limit=201', '?limit RANGE'],
      ['limit=ten', '?limit TYPE'],
      ['limit=1&limit=2', '?limit REPEATED'],
      ['sort=name&sort=name', '?sort REPEATED'],
      ['active=true&active=true&q=x&q=y', '?active REPEATED, ?q REPEATED'],
      ['sort=colour', '?sort FORMAT'],
      ['active=yes', '?active TYPE'],
      ['colour=white', '?colour UNKNOWN'],
      ['__proto__=1', '?__proto__ UNKNOWN'],
    ])('is a refusal that names the parameter: %s', async (query, fault) => {
      const response = await get(`/api/v1/items?${query}`);
      expect(response.status).toBe(400);
      expect(await faultsOf(response)).toEqual(fault.split(', '));
    });

    it('refuses a time out of bounds, and takes one inside', async () => {
      await gateway.answers(ListStock, () => Promise.resolve({ answer: { items: [], nextCursor: null } }));
      expect(await faultsOf(await get('/api/v1/stock?asOf=275760-09-13T00:00:00.000Z'))).toEqual(['?asOf FORMAT']);
      expect((await get('/api/v1/stock?asOf=2026-01-31T09:30:00Z&belowMin=false')).status).toBe(200);
      expect(gateway.lastAsked.payload).toEqual({ asOf: '2026-01-31T09:30:00.000Z', belowMin: false });
    });

    it.each(['/api/v1/items', '/health', '/.well-known/jwks.json'])('is the head alone to HEAD: %s', async (path) => {
      const [whole, head] = [await get(path), await gateway.request(path, { token, method: 'HEAD' })];
      expect([head.status, await head.text()]).toEqual([whole.status, '']);
      expect(head.headers.get('content-type')).toBe(whole.headers.get('content-type'));
    });

    it('has the ETag of HEAD also', async () => {
      const response = await gateway.request(`/api/v1/items/${ITEM}`, { token, method: 'HEAD' });
      expect([response.status, await response.text()]).toEqual([200, '']);
      expect(response.headers.get('etag')).toBe('"0001-42"');
    });
  });

  describe('with an ETag', () => {
    it('is a strong validator, and 304 for a caller who has it', async () => {
      const path = `/api/v1/items/${ITEM}`;
      expect((await get(path)).headers.get('etag')).toBe('"0001-42"');
      for (const held of ['"0001-42"', 'W/"0001-42"', '"0001-7", "0001-42"', 'W/"0001-7",W/"0001-42"', '*']) {
        const response = await get(path, { 'If-None-Match': held });
        expect([response.status, await response.text()]).toEqual([304, '']);
      }
      const unlike = ['"0001-7"', '0001-42', '"0001-4"', `${'"0001-7", '.repeat(150)}"0001-42"`];
      for (const held of unlike) expect((await get(path, { 'If-None-Match': held })).status).toBe(200);
    });

    it('passes the states that it must have, also of a list, which has none', async () => {
      await get(`/api/v1/items/${ITEM}`, { 'If-Match': '"0001-7", "0001-42"', 'If-None-Match': '"0001-9"' });
      expect(gateway.lastAsked.context).toMatchObject({ ifMatch: '0001-7,0001-42', ifNoneMatch: '0001-9' });
      await get('/api/v1/items', { 'If-Match': '"0001-7"' });
      expect(gateway.lastAsked.context.ifMatch).toBe('0001-7');
    });

    it('passes the tags of the caller to the service, and none if there are none', async () => {
      await get(`/api/v1/items/${ITEM}`, { 'If-None-Match': 'W/"0001-7" , "0001-8", "a,b"' });
      expect(gateway.lastAsked.context.ifNoneMatch).toBe('0001-7,0001-8');
      await get('/api/v1/items', { 'If-None-Match': '"0001-7"' });
      expect(gateway.lastAsked.context).not.toHaveProperty('ifNoneMatch');
    });
  });

  describe('after a command', () => {
    const create = (as: string, position: number) =>
      gateway
        .answers(CreateItem, () =>
          Promise.resolve({ answer: { id: ITEM, revision: 0 }, position: positionOf(1, position) }),
        )
        .then(() =>
          gateway.request('/api/v1/items', {
            method: 'POST',
            token: as,
            json: { itemNumber: 'A', name: 'B', unit: 'kg' },
          }),
        );

    it("waits for the caller's last command, and for nobody else's", async () => {
      const accountId = randomUUID();
      const caller = memberToken(ORGANIZATION, accountId);
      for (const position of [49, 50, 48]) await create(caller, position);
      await get('/api/v1/items', {}, caller);
      expect(gateway.lastAsked.waitFor).toBe(positionOf(1, 50));
      await get('/api/v1/items', {}, memberToken(ORGANIZATION, accountId));
      expect(gateway.lastAsked.waitFor).toBe(positionOf(1, 50));
      for (const other of [memberToken(randomUUID(), accountId), memberToken()]) {
        await get('/api/v1/items', {}, other);
        expect(gateway.lastAsked.waitFor).toBeUndefined();
      }
    });

    it('waits for the position that an answer told of work done meanwhile', async () => {
      const caller = memberToken();
      const answer = { items: [], nextCursor: null };
      await gateway.answers(ListItems, () => Promise.resolve({ answer, position: positionOf(1, 70) }));
      expect((await get('/api/v1/items', {}, caller)).headers.get('opsledger-position')).toBe(positionOf(1, 70));
      await gateway.answers(ListItems, () => Promise.resolve({ answer }));
      expect((await get('/api/v1/items', {}, caller)).headers.has('opsledger-position')).toBe(false);
      expect(gateway.lastAsked.waitFor).toBe(positionOf(1, 70));
    });

    it('waits for the position that the request names instead', async () => {
      const caller = memberToken();
      await create(caller, 60);
      await get('/api/v1/items', { 'OpsLedger-Position': positionOf(1, 7) }, caller);
      expect(gateway.lastAsked.waitFor).toBe(positionOf(1, 7));
    });

    it('refuses an invalid position', async () => {
      const response = await get('/api/v1/items', { 'OpsLedger-Position': '42' });
      expect([response.status, ((await response.json()) as Problem).code]).toEqual([400, 'VALIDATION_FAILED']);
    });

    it('says when an answer is behind', async () => {
      expect((await get('/api/v1/items')).headers.has('opsledger-stale')).toBe(false);
      await gateway.answers(ListItems, () => Promise.resolve({ answer: { items: [], nextCursor: null }, stale: true }));
      expect((await get('/api/v1/items')).headers.get('opsledger-stale')).toBe('true');
    });

    it('says when a refusal is behind: a thing just created may be missing', async () => {
      const refused = new DomainError('NOT_FOUND');
      await gateway.answers(GetLocation, () => Promise.reject(refused));
      expect((await get(`/api/v1/locations/${randomUUID()}`)).headers.has('opsledger-stale')).toBe(false);
      refused.stale = true;
      const response = await get(`/api/v1/locations/${randomUUID()}`);
      expect([response.status, response.headers.get('opsledger-stale')]).toEqual([404, 'true']);
    });
  });

  describe('where a path leads nowhere', () => {
    it.each([
      '/',
      '/api/v1',
      '/api/v1/nothing',
      '/api/v1/items/',
      '/api/v1/items/%zz',
      `/api/v1/items/${'x'.repeat(3_000)}`,
    ])('is 404 as a problem: %s', async (path) => {
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(await response.json()).toMatchObject({ code: 'NOT_FOUND', status: 404 });
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('x-request-id')).not.toBeNull();
    });

    it('is 405 with the methods that the path takes', async () => {
      for (const [path, methods] of [
        ['/api/v1/items', 'GET, HEAD, OPTIONS, POST'],
        [`/api/v1/items/${ITEM}/receipts`, 'OPTIONS, POST'],
        ['/health/live', 'GET, HEAD, OPTIONS'],
        ['/.well-known/jwks.json?x=1', 'GET, HEAD, OPTIONS'],
      ] as const) {
        const response = await gateway.request(path, { method: 'DELETE', token });
        expect(response.status).toBe(405);
        expect(response.headers.get('allow')).toBe(methods);
        expect(await response.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
      }
    });
  });

  describe('to OPTIONS', () => {
    it('names the methods of the path, without a token, and none for a path that leads nowhere', async () => {
      for (const [path, methods] of [
        [`/api/v1/items/${ITEM}`, 'GET, HEAD, OPTIONS, PATCH'],
        ['/metrics', 'GET, HEAD, OPTIONS'],
      ] as const) {
        const response = await gateway.request(path, { method: 'OPTIONS' });
        expect([response.status, response.headers.get('allow'), await response.text()]).toEqual([204, methods, '']);
      }
      expect((await gateway.request('/api/v1/nothing', { method: 'OPTIONS' })).status).toBe(404);
    });
  });

  describe('in a form that was not asked for', () => {
    it('is refused with 406, before a service is asked', async () => {
      const before = gateway.asked.length;
      const response = await get(`/api/v1/items/${ITEM}`, { Accept: 'application/xml' });
      expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(await response.json()).toMatchObject({ status: 406, code: 'NOT_ACCEPTABLE' });
      expect(gateway.asked).toHaveLength(before);
    });

    it('is answered as usual by a command', async () => {
      const init = { method: 'POST', token, json: {}, headers: { Accept: 'application/xml' } };
      const response = await gateway.request('/api/v1/items', init);
      expect(await response.json()).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    });
  });

  describe('in its headers', () => {
    it('names the request as the caller did, if that name is valid', async () => {
      expect((await get('/api/v1/items', { 'X-Request-Id': 'import-7' })).headers.get('x-request-id')).toBe('import-7');
      const made = (await get('/api/v1/items', { 'X-Request-Id': 'a b' })).headers.get('x-request-id');
      expect(made).toMatch(/^[0-9a-f-]{36}$/);
    });

    it("goes on with the caller's trace, as a step of its own", async () => {
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
      const answered = (await get('/api/v1/items', { traceparent })).headers.get('traceparent');
      expect(answered).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/);
      expect(gateway.lastAsked.context.traceparent).toBe(answered);
      const problem = (await (await get('/api/v1/nothing', { traceparent })).json()) as Problem;
      expect(problem.traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    });

    it('repeats nothing of the address or of a header that would begin another one', async () => {
      const split = '%0d%0aSet-Cookie:%20a=b';
      for (const path of [
        `/api/v1/items/${split}`,
        `/api/v1/items?${split}=1`,
        `/${split}`,
        `/api/v1/items?sort=${split}`,
      ]) {
        const { headers } = await get(path, {
          'X-Request-Id': split,
          'Idempotency-Key': split,
          Origin: `https://${split}`,
        });
        expect(JSON.stringify([...headers])).not.toMatch(/set-cookie|[\r\n]/i);
      }
    });

    it('keeps browsers from guessing, framing and storing', async () => {
      for (const path of ['/api/v1/items', '/api/v1/nothing', '/health']) {
        const { headers } = await get(path);
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
        expect(headers.get('referrer-policy')).toBe('no-referrer');
        expect(headers.get('content-security-policy')).toContain("default-src 'none'; base-uri 'none'");
        // Over plain HTTP it would be ignored, or lock a browser out.
        expect(headers.has('strict-transport-security')).toBe(false);
        expect(headers.get('cache-control')).toBe('no-store');
        expect(headers.has('x-powered-by')).toBe(false);
      }
    });

    it('lets scripts of exactly the allowed origins read it', async () => {
      const allowed = await get('/api/v1/items', { Origin: 'https://app.example.com' });
      expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
      expect(allowed.headers.get('access-control-expose-headers')).toContain('OpsLedger-Position');
      expect(allowed.headers.get('vary')).toBe('Origin');
      for (const Origin of ['https://app.example.com.evil.example', 'http://app.example.com', 'null']) {
        expect((await get('/api/v1/items', { Origin })).headers.has('access-control-allow-origin')).toBe(false);
      }
    });

    it('answers preflights without a token, for the allowed origins', async () => {
      const preflight = (origin: string) =>
        gateway.request('/api/v1/items', {
          method: 'OPTIONS',
          headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
        });
      const list = (value: string | null) => (value ?? '').toLowerCase().split(', ');
      const allowed = await preflight('https://app.example.com');
      expect(allowed.status).toBe(204);
      const methods = new Set(gateway.routes.map(({ method }) => method.toLowerCase()));
      expect(list(allowed.headers.get('access-control-allow-methods'))).toEqual(expect.arrayContaining([...methods]));
      const { parameters } = openApiDocument(allContracts(), []).components as Components;
      const inHeader = Object.values(parameters).filter((each) => each.in === 'header');
      const names = ['authorization', 'content-type', ...inHeader.map(({ name }) => name.toLowerCase())];
      expect(list(allowed.headers.get('access-control-allow-headers'))).toEqual(expect.arrayContaining(names));
      expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
      expect(allowed.headers.has('access-control-allow-credentials')).toBe(false);
      expect((await preflight('https://evil.example')).headers.has('access-control-allow-methods')).toBe(false);
      expect(allowed.headers.has('ratelimit')).toBe(true);
    });
  });

  describe('in the log', () => {
    it('stands a refusal with its route and ids, and nothing that was sent', async () => {
      gateway.logged.length = 0;
      const email = 'somebody@example.com';
      await gateway.request(`/api/v1/items?q=${encodeURIComponent(email)}&colour=white`, {
        token,
        headers: { 'X-Request-Id': 'logged-1' },
      });
      const line = JSON.parse(gateway.logged[0] as string) as Record<string, unknown>;
      expect(line).toMatchObject({
        level: 'info',
        method: 'GET',
        route: '/api/v1/items',
        status: 400,
        requestId: 'logged-1',
      });
      expect(line['durationMs']).toEqual(expect.any(Number));
      for (const secret of [email, token, 'white']) expect(gateway.logged.join('')).not.toContain(secret);
    });

    it('stands the route of a calendar feed without its secret, read, gone or failed', async () => {
      gateway.logged.length = 0;
      const secret = randomBytes(32).toString('base64url');
      const whole = { text: 'BEGIN:VCALENDAR\r\n', next: null };
      const outcomes: readonly (readonly [number, () => Promise<{ answer: CalendarFeedPart }>])[] = [
        [200, () => Promise.resolve({ answer: whole })],
        [404, () => Promise.reject(new DomainError('NOT_FOUND'))],
        [503, () => Promise.reject(new DomainError('SERVICE_UNAVAILABLE'))],
        [500, () => Promise.reject(new Error(`reading /calendar/${secret}.ics`))],
      ];
      for (const [status, answer] of outcomes) {
        await gateway.answers(ReadCalendarFeed, answer);
        expect((await gateway.request(`/calendar/${secret}.ics`)).status).toBe(status);
      }
      expect((await gateway.request(`/calendar/${secret}.ics`, { method: 'POST' })).status).toBe(405);
      for (const path of [`calendar/${secret}`, `calendar/${secret}.ics/more`, `CALENDAR/${secret}.ics?a=${secret}`]) {
        expect((await gateway.request(`/${path}`)).status).toBe(404);
      }
      const routes = gateway.logged.map((line) => (JSON.parse(line) as { route?: string }).route);
      expect(routes.filter((route) => route === '/calendar/{secret}.ics').length).toBeGreaterThanOrEqual(4);
      expect(gateway.logged.join('')).not.toContain(secret);
    });

    it('stands the route of a one-click unsubscription without its token, taken or refused', async () => {
      gateway.logged.length = 0;
      // As long as one of a mail.
      const token = randomBytes(64).toString('base64url');
      const click = (type: string, body = 'List-Unsubscribe=One-Click', of = token) =>
        gateway.request(`/api/v1/report-unsubscriptions/${of}`, {
          method: 'POST',
          headers: { 'Content-Type': type },
          body,
        });
      const asked: unknown[] = [];
      await gateway.answers(UnsubscribeReport, ({ payload }) => {
        asked.push(payload);
        return Promise.resolve({ answer: {} });
      });
      const form = 'application/x-www-form-urlencoded';
      expect((await click(form)).status).toBe(200);
      expect((await click('multipart/form-data; boundary=x', '--x--')).status).toBe(200);
      expect(asked).toEqual([{ token }, { token }]);
      expect((await click('application/json', '{}')).status).toBe(415);
      expect((await click(form, 'x'.repeat(5_000))).status).toBe(413);
      expect((await click(form, '', 'x'.repeat(2_001))).status).toBe(404);
      expect((await gateway.request(`/api/v1/report-unsubscriptions/${token}`)).status).toBe(405);
      // The link of the mail: a page whose script posts, with the token of the fragment, which no request has.
      const page = await gateway.request('/report-unsubscription');
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
      const shown = await page.text();
      expect(shown).toContain('<script src="/report-unsubscription/page.js" defer></script>');
      expect(shown).not.toContain('no more mails');
      const script = await (await gateway.request('/report-unsubscription/page.js')).text();
      expect(script).toContain("'/api/v1/report-unsubscriptions/{token}'");
      expect(script).toMatch(/if \(answer\?\.ok\) .*no more mails/);
      expect((await gateway.request('/report-unsubscription', { method: 'POST' })).status).toBe(405);
      expect(asked).toHaveLength(2);
      expect(gateway.logged.join('')).not.toContain(token);
    });
  });
});
