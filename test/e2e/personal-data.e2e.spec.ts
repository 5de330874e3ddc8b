import { randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { Client } from 'pg';
import { allContracts } from '#contracts/catalogue';
import { fieldsOf, type FieldKind, type FieldedClass } from '#contracts/declare/field';
import { brokerAtHand, type TestBroker } from '#libs/testing/brokers';
import { testDatabase, type TestDatabase } from '#libs/testing/database';
import { eventually } from '#libs/testing/eventually';
import type { HttpAnswer } from '#libs/testing/http-client';
import { OpsLedgerProcess } from '#libs/testing/opsledger-process';
import { created } from '#libs/testing/organization';

/** A text that occurs nowhere unless it was written there. */
const unique = (prefix: string) => `${prefix}${randomBytes(9).toString('hex')}`;

const person = (role: string) => ({
  email: `${unique(role)}@personal.test`,
  name: unique('Name'),
  password: unique('password-'),
});
const root = person('root');
const first = person('first');
const grace = person('grace');
const stranger = person('stranger');
const userAgent = unique('Browser/');
const badToken = unique('eyJhbGciOiJFUzI1NiJ9.');
const BUS = { user: 'all', password: unique('bus-') };

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}
/** A text, and its location. */
type Found = readonly [where: string, text: string];

let database: TestDatabase;
let broker: TestBroker;
let opsledger: OpsLedgerProcess;
let listener: NatsConnection;
const messages: Msg[] = [];
const people = [root, first, grace, stranger];
const personal = people.flatMap(({ email, name }) => [email, name]);
const secrets = [...people.map(({ password }) => password), badToken];

/** The values that a text holds, as they are or in the form in which bytes are written. */
function held(found: readonly Found[], values: readonly string[]): string[] {
  return found.flatMap(([where, text]) => {
    const plain = text.toLowerCase();
    const isIn = (value: string) =>
      plain.includes(value.toLowerCase()) ||
      plain.includes(Buffer.from(value).toString('hex')) ||
      text.includes(Buffer.from(value).toString('base64url').slice(0, -3));
    return values.filter(isIn).map((value) => `${where}: ${value}`);
  });
}

function keep({ status, body }: HttpAnswer<Tokens>): Tokens {
  if (status !== 200) throw new Error(`no tokens: ${status} ${JSON.stringify(body)}`);
  secrets.push(body.accessToken.split('.')[2] as string, body.refreshToken);
  return body;
}

/** Signs in with and without success, uses an organisation with its people, and valid, used and invalid tokens. */
async function tour(): Promise<void> {
  const http = opsledger.http.with({ 'user-agent': userAgent });
  const login = ({ email, password }: typeof root) => http.post<Tokens>('auth/login', { email, password });
  const platform = http.as(keep(await login(root)).accessToken);
  expect((await login(stranger)).status).toBe(401);
  expect((await login({ ...root, password: stranger.password })).status).toBe(401);
  const organization = { slug: unique('org-'), name: 'An organisation', admin: first };
  const { id } = await created(platform.post('organizations', organization));
  const settled = `audit-logs?organizationId=${id}&action=organization.first_administrator_settled`;
  await eventually(async () => (await platform.get<{ items: object[] }>(settled)).body.items.length > 0);

  const { accessToken, refreshToken } = keep(await login(first));
  const admin = http.as(accessToken);
  await created(admin.post('users', { ...grace, roles: ['viewer'] }));
  keep(await http.post<Tokens>('auth/refresh', { refreshToken }));
  expect((await http.post('auth/refresh', { refreshToken: badToken })).status).toBe(401);
  expect((await http.as(badToken).get('items')).status).toBe(401);
  expect((await http.as(`${badToken}.e30.${badToken}`).get('items')).status).toBe(401);
  // A malformed request, with personal values in every wrong field.
  expect((await admin.post('users', { ...grace, roles: [grace.email], [grace.name]: grace.password })).status).toBe(
    400,
  );
  expect((await admin.get(`items/${grace.email}?${grace.name}=${grace.password}`)).status).toBe(400);
  expect((await admin.get(`nothing/${grace.email}`)).status).toBe(404);
  const users = await admin.get<{ items: object[] }>('users');
  expect(users.body.items).toHaveLength(2);
  expect((await admin.get('audit-logs?limit=200')).status).toBe(200);
  keep(await login(grace));
}

beforeAll(async () => {
  database = await testDatabase();
  broker = await brokerAtHand().start([BUS]);
  listener = await connect({ servers: broker.url, user: BUS.user, pass: BUS.password });
  listener.subscribe('>', { callback: (_, message) => void messages.push(message) });
  await listener.flush();
  const bus = new URL(broker.url);
  [bus.username, bus.password] = [BUS.user, BUS.password];
  opsledger = await OpsLedgerProcess.start({
    DATABASE_URL: database.url,
    NATS_URL: bus.href,
    LOG_LEVEL: 'trace',
    OPSLEDGER_ADMIN_EMAIL: root.email,
    OPSLEDGER_ADMIN_PASSWORD: root.password,
  });
  await tour();
});
afterAll(async () => {
  await opsledger.remove();
  await listener.close();
  await broker.stop();
  await database.drop();
});

/** Every row of every table, past row-level security, as text. */
async function rows(): Promise<Found[]> {
  const client = new Client({ connectionString: database.superuserUrl });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(`
      SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_|^information_schema$'`);
    const found: Found[] = [];
    for (const { name } of tables.rows) {
      const all = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
      found.push(...all.rows.map(({ row }): Found => [name, row]));
    }
    return found;
  } finally {
    await client.end();
  }
}

/** Whether an object of the class holds secrets, and whether it identifies persons, at any depth. */
function declares(type: FieldedClass): { readonly secret: boolean; readonly person: boolean } {
  const fields = fieldsOf(type).map(({ kind }) => kind.element ?? kind);
  const inside = fields.flatMap(({ nested }) => (nested ? [declares(nested())] : []));
  const isEmail = ({ schema }: FieldKind) => schema({ use: 'answer', nested: () => ({}) })['format'] === 'email';
  return {
    secret: fields.some(({ secret }) => secret) || inside.some(({ secret }) => secret),
    person: fields.some(isEmail) || inside.some(({ person: says }) => says),
  };
}

it('logs no address, name, password, token or browser of anybody', () => {
  const lines = opsledger.output.split('\n').map((line): Found => ['log', line]);
  expect(lines.length).toBeGreaterThan(20);
  expect(held(lines, [...personal, ...secrets, userAgent])).toEqual([]);
});

it('leaves none in the files of its data directory, except in the mails that it writes there without a mail server', async () => {
  const entries = await readdir(opsledger.dataDir, { recursive: true, withFileTypes: true });
  const outgoing = join(opsledger.dataDir, 'var', 'mail');
  const files = entries
    .filter((entry) => entry.isFile() && entry.parentPath !== outgoing)
    .map(({ parentPath, name }) => join(parentPath, name));
  const found = await Promise.all(files.map(async (file): Promise<Found> => [file, await readFile(file, 'utf8')]));
  expect(held(found, [...personal, ...secrets, userAgent])).toEqual([]);
});

it('stores none except in the rows made to identify persons, and secrets nowhere', async () => {
  const stored = await rows();
  expect(stored.filter(([table]) => table === 'event_log.event').length).toBeGreaterThan(8);
  const shown = ([table]: Found) => /^auth\.(account|member)_v\d+_[ab]$/.test(table);
  expect(held(stored, [...secrets, userAgent])).toEqual([]);
  expect(
    held(
      stored.filter((row) => !shown(row)),
      personal,
    ),
  ).toEqual([]);
  // The search would have found them.
  const known = [root, first, grace].flatMap(({ email, name }) => [email, name]);
  const seen = held(stored.filter(shown), known).map((line) => line.replace(/^.*: /, ''));
  expect([...new Set(seen)].filter((value) => value.includes('@')).toSorted()).toEqual(
    known.filter((value) => value.includes('@')).toSorted(),
  );
});

it('puts them on the bus only in the fields that are declared for them', async () => {
  await listener.flush();
  const contracts = new Map(allContracts().map((contract) => [contract.subject, contract]));
  const asked = new Map(messages.flatMap(({ reply, subject }) => (reply ? [[reply, subject]] : [])));
  const on = new Set<string>();
  const stray = messages.flatMap((message) => {
    const subject = asked.get(message.subject) ?? message.subject;
    const contract = contracts.get(subject);
    const may = contract && declares(asked.has(message.subject) ? contract.answers : contract.type);
    if (contract) on.add(subject);
    const found: Found[] = [[message.subject, message.string()]];
    return [...(may?.person ? [] : held(found, personal)), ...(may?.secret ? [] : held(found, secrets))];
  });
  expect([...on]).toEqual(
    expect.arrayContaining(['auth.login', 'auth.refresh', 'auth.create-user', 'tenancy.create-organization']),
  );
  expect(stray).toEqual([]);
});
