import { readdir, rm, mkdtemp } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CountDetails, CountRowShown } from '#contracts/inventory/get-count';
import type { LotTrace } from '#contracts/inventory/get-lot-trace';
import type { Movement } from '#contracts/inventory/get-movement';
import type { PurchaseOrderDetails, PurchaseOrderRowShown } from '#contracts/inventory/get-purchase-order';
import type { ItemValuation, ValuationTotal } from '#contracts/inventory/get-valuation';
import type { ValueRollRow, ValueRollTotal } from '#contracts/inventory/get-value-roll';
import type { LotDetails } from '#contracts/inventory/list-lots';
import type { ReorderSuggestion } from '#contracts/inventory/list-reorder-suggestions';
import type { PaymentSummary } from '#contracts/inventory/get-payment-summary';
import { GRANT_STATUSES, type Grant } from '#contracts/inventory/list-grants';
import type { RegisteredPayment } from '#contracts/inventory/list-payments';
import type { ReservationDetails } from '#contracts/inventory/list-reservations';
import { ORDER_STATES } from '#contracts/inventory/purchase-order-events';
import type { ListedImport } from '#contracts/imports/import-answers';
import type { KpiItem } from '#contracts/kpi/get-kpis';
import type { LineDetails } from '#contracts/kpi/get-line';
import type { CaseDetails } from '#contracts/workflow/get-case';
import type { HrSource } from '#contracts/workflow/get-hr-source';
import type { CaseSummary } from '#contracts/workflow/list-cases';
import type { HrDelivery } from '#contracts/workflow/list-hr-deliveries';
import type { TaskSummary } from '#contracts/workflow/list-tasks';
import type { InboxTask } from '#contracts/workflow/task-answers';
import { permissionsOf } from '#contracts/permissions';
import { daysAfter, localDate } from '#contracts/values/local-date';
import { eventually } from '#libs/testing/eventually';
import type { HttpClient } from '#libs/testing/http-client';
import { OpsLedgerProcess, runOpsLedger, spawnOpsLedger } from '#libs/testing/opsledger-process';
import { signIn } from '#libs/testing/organization';
import { expectTranscript, transcripts } from './transcripts';

interface Account {
  readonly email: string;
  readonly password: string;
  readonly organization: string;
  readonly roles: string;
}

interface Me {
  readonly roles: readonly string[];
  readonly platformRoles: readonly string[];
  readonly permissions: readonly string[];
  readonly organizations: readonly { readonly slug: string }[];
}

/** Of the scenario's own roles. */
const CUSTOM: Readonly<Record<string, readonly string[]>> = {
  'Stock clerk': ['inventory.item.read', 'inventory.location.read', 'inventory.stock.read', 'inventory.usage.record'],
  'Ward nurse': [
    'inventory.item.read',
    'inventory.location.read',
    'inventory.stock.read',
    'inventory.usage.record',
    'inventory.transfer.record',
  ],
};

/** A load signs in and out, and changes nothing else the second time. */
const OF_SIGNING_IN = new Set(['SessionStarted', 'SessionEnded', 'NewDeviceSignedIn']);

/** An exact decimal without its point; all of a sum have as many places. */
const units = (text: string) => BigInt(text.replace('.', ''));
const sum = (values: readonly string[]) => values.reduce((total, value) => total + units(value), 0n);

/** A whole year of production takes as long as all the rest. */
const DEMO = { OPSLEDGER_DEMO: 'true', OPSLEDGER_DEMO_DAYS: '14' };

let directory: string;
let opsledger: OpsLedgerProcess;
let accounts: readonly Account[];
/** The events that the start recorded, before the demo was loaded again. */
let loaded: readonly string[];

const environment = () => ({
  PATH: process.env.PATH,
  HOME: directory,
  PORT: '0',
  OPSLEDGER_DATA_DIR: join(directory, 'var'),
  ...DEMO,
});

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'opsledger-demo-'));
  await killedWhileLoading();
  opsledger = await OpsLedgerProcess.start(DEMO, ['serve', 'all'], directory);
  await eventually(() => opsledger.output.includes('The demo is whole.'), { timeoutMs: 120_000, everyMs: 100 });
  loaded = await recorded();
  accounts = await loadedAccounts();
}, 360_000);
afterAll(async () => {
  await opsledger.remove();
  await rm(directory, { recursive: true, force: true });
});

/** A first start that is killed while it makes the organisations' people: each has a mail. */
async function killedWhileLoading(): Promise<void> {
  const child = spawnOpsLedger(['serve', 'all'], environment());
  child.stdout.resume();
  child.stderr.resume();
  const gone = once(child, 'exit');
  const mails = join(directory, 'var', 'mail');
  await eventually(async () => (await readdir(mails).catch(() => [])).length > 0, { timeoutMs: 90_000 });
  process.kill(-(child.pid as number), 'SIGKILL');
  await gone;
}

async function loadedAccounts(): Promise<readonly Account[]> {
  const { code, output } = await runOpsLedger(['demo', 'load', '--json'], environment());
  expect({ code, output }).toMatchObject({ code: 0 });
  return JSON.parse(output) as readonly Account[];
}

async function recorded(): Promise<readonly string[]> {
  const { output } = await runOpsLedger(['events', 'export'], environment());
  const lines = output.trim().split('\n');
  return lines.filter((line) => !OF_SIGNING_IN.has((JSON.parse(line) as { type: string }).type));
}

describe('the demo', () => {
  it('goes on after a kill, prints its accounts, and changes nothing when it is loaded again', async () => {
    for (const { email, password } of accounts)
      expect(opsledger.output).toMatch(new RegExp(`^${email} +${password} `, 'm'));
    expect(await recorded()).toEqual(loaded);
    const created = loaded.map((line) => (JSON.parse(line) as { type: string }).type);
    expect(created.filter((type) => type === 'OrganizationCreated')).toHaveLength(2);
    expect(created.filter((type) => type === 'StockUsed').length).toBeGreaterThan(200);
  });

  it('has people in every role, and each may do what the matrix says', async () => {
    const roles = new Set(accounts.map((account) => account.roles));
    expect(roles.size).toBe(10);
    for (const { email, password, organization, roles: printed } of accounts) {
      const me = (await (await signIn(opsledger.http, email, password)).get<Me>('auth/me')).body;
      const isOfPlatform = organization === '-';
      expect(isOfPlatform ? me.platformRoles : me.roles).toEqual([printed]);
      expect(me.organizations.map(({ slug }) => slug)).toEqual(isOfPlatform ? [] : [organization]);
      const matrix = CUSTOM[printed] ?? [...permissionsOf([printed])];
      expect({ email, permissions: me.permissions.toSorted() }).toEqual({ email, permissions: matrix.toSorted() });
    }
  });

  describe.each(['harbour-bakery', 'northgate-clinic'])('of %s', (organization) => {
    let manager: HttpClient;
    let admin: HttpClient;
    const signedIn = (roles: string) => {
      const found = accounts.find((account) => account.organization === organization && account.roles === roles);
      return signIn(opsledger.http, found?.email ?? '', found?.password);
    };
    beforeAll(async () => {
      manager = await signedIn('manager');
      admin = await signedIn('admin');
    });

    const read = async <Answer>(path: string, by = manager) => {
      const { status, body } = await by.get<Answer>(path);
      expect({ path, status, body }).toMatchObject({ status: 200 });
      return body;
    };
    const rows = async <Row>(path: string, by = manager) => (await read<{ items: readonly Row[] }>(path, by)).items;

    it('has a value that is the sum over its items, and tells what a corrected price has restated', async () => {
      const received = await rows<Movement>('movements?kind=receive&limit=200&sort=-recordedAt');
      const correction = received.find(({ reverses }) => reverses !== null);
      const itemId = correction?.itemId;
      const from = new Date(Date.parse(correction?.recordedAt ?? '') - 1).toISOString();

      const valuation = await read<ValuationTotal & { items: readonly ItemValuation[] }>('valuation?limit=200');
      expect(sum(valuation.items.map(({ value }) => value))).toBe(units(valuation.total));

      const roll = await read<ValueRollTotal & { items: readonly ValueRollRow[] }>(`value-roll?from=${from}&limit=200`);
      for (const { opening, in: came, out, restated, closing } of [roll.total, ...roll.items])
        expect(units(opening) + units(came) - units(out) + units(restated)).toBe(units(closing));
      expect(roll.total.closing).toBe(valuation.total);
      expect(sum(roll.items.map(({ restated }) => restated))).toBe(units(roll.total.restated));
      expect(units(roll.items.find((row) => row.itemId === itemId)?.restated ?? '0')).toBeLessThan(0n);

      const used = await rows<Movement>(`movements?itemId=${itemId}&kind=use&limit=200`);
      const isRestated = ({ value, valueWhenRecorded }: Movement) => value !== valueWhenRecorded;
      expect(used.filter(isRestated).length).toBeGreaterThan(0);
      expect(used.filter(isRestated).every(({ effectiveAt }) => effectiveAt > (correction?.effectiveAt ?? ''))).toBe(
        true,
      );
    });

    it('has orders in every state, one in another currency and one with more than was ordered', async () => {
      const listed = await rows<PurchaseOrderRowShown>('purchase-orders?limit=200');
      expect(listed.map(({ status }) => status).toSorted()).toEqual(['received', ...ORDER_STATES].toSorted());
      const orders = await Promise.all(listed.map(({ id }) => read<PurchaseOrderDetails>(`purchase-orders/${id}`)));
      for (const { receipts } of orders) for (const { posting } of receipts) expect(posting).toBe('done');
      const foreign = orders.find(({ exchangeRate, receipts }) => exchangeRate !== null && receipts.length > 0);
      expect(new Set(foreign?.receipts.map(({ exchangeRate }) => exchangeRate)).size).toBe(2);
      const lines = orders.flatMap((order) => order.lines);
      expect(lines.filter((line) => Number(line.stockReceived) > Number(line.stockOrdered))).toHaveLength(1);
      await eventually(async () => {
        const again = await Promise.all(listed.map(({ id }) => read<PurchaseOrderDetails>(`purchase-orders/${id}`)));
        return again.some((order) => order.lines.some(({ returned }) => Number(returned) > 0));
      });
    });

    it('has lots that expire soon, that have expired, and one that was recalled after it was moved and used', async () => {
      const soon = await rows<LotDetails>('lots?expiring=7&onHand=true');
      expect(soon.length).toBeGreaterThan(0);
      const late = await rows<LotDetails>('lots?expired=true&onHand=true');
      expect(late.length).toBeGreaterThan(0);
      expect(await rows<LotDetails>('lots?state=quarantined')).toHaveLength(2);
      const [recalled] = await rows<LotDetails>('lots?recalled=true');
      const trace = await read<LotTrace>(`lots/${recalled?.id}/trace`);
      expect(trace.cameIn.map(({ kind }) => kind)).toEqual(['receive']);
      expect(trace.moved.map(({ kind }) => kind)).toEqual(['transfer', 'transfer']);
      expect(trace.wentOut.length).toBeGreaterThan(1);
      expect(trace.stock).toHaveLength(2);
      expect(units(trace.quantityIn) - units(trace.quantityOut)).toBe(units(trace.lot.onHand));
      expect(sum(trace.stock.map(({ onHand }) => onHand))).toBe(units(trace.lot.onHand));
      expect(trace.changes).toMatchObject([{ kind: 'recalled', reason: recalled?.recalled }]);
    });

    it('has a count that was posted, one that waits for another person’s approval, and an open one', async () => {
      const counts = await rows<CountRowShown>('counts?sort=createdAt');
      expect(counts.map(({ status }) => status)).toEqual(['closed', 'submitted', 'open']);
      const [posted, waiting] = await Promise.all(counts.map(({ id }) => read<CountDetails>(`counts/${id}`)));
      expect(posted?.lines.map(({ outcome }) => outcome)).toEqual(['posted', 'posted', 'posted']);
      expect(posted?.lines.filter(({ variance }) => Number(variance) !== 0)).toHaveLength(1);
      expect(waiting?.lines.slice(0, 2).map(({ outcome }) => outcome)).toEqual(['approval', 'posted']);
    });

    it('suggests what to order, and is frozen through the month before', async () => {
      const suggestions = await rows<ReorderSuggestion>('reorder-suggestions?limit=200');
      expect(suggestions.filter(({ suggested }) => Number(suggested) > 0).length).toBeGreaterThan(2);
      const { through } = await read<{ through: string }>('stock-freeze');
      expect(new Date(Date.parse(through) + 86_400_000).getUTCDate()).toBe(1);
    });

    it('has reservations that are open, consumed, released and expired', async () => {
      await eventually(
        async () => {
          const reservations = await rows<ReservationDetails>('reservations');
          expect(new Set(reservations.map(({ status }) => status))).toEqual(
            new Set(['open', 'consumed', 'released', 'expired']),
          );
        },
        { timeoutMs: 30_000, everyMs: 100 },
      );
    });

    it('has payments that are complete, incomplete, expiring and expired, and grants in every state', async () => {
      const summary = await read<PaymentSummary>('payment-register/summary', admin);
      expect([summary.incomplete, summary.expiring, summary.expired].every((count) => count > 0)).toBe(true);
      expect(summary.spend).toHaveLength(1);
      const payments = await rows<RegisteredPayment>('payment-register?limit=200', admin);
      expect(payments).toHaveLength(summary.total);
      expect(payments.filter(({ missing }) => missing.length > 0)).toHaveLength(summary.incomplete);
      expect(new Set(payments.map(({ status }) => status))).toEqual(new Set(['ok', 'expiring', 'expired']));
      const grants = await rows<Grant>('grants?limit=200');
      expect(new Set(grants.map(({ status }) => status))).toEqual(new Set(GRANT_STATUSES));
      expect(new Set(grants.map(({ origin }) => origin))).toEqual(new Set(['by_hand', 'department']));
    });

    it('has a source of HR events with a week of calls, one refused and one unreadable', async () => {
      const [source, ...others] = await rows<HrSource>('webhook-sources', admin);
      expect([source?.slug, others]).toEqual([`${organization}-hr`, []]);
      const calls = await rows<HrDelivery>(`webhook-deliveries?sourceId=${source?.id}&limit=200`, admin);
      await eventually(async () => {
        const left = await rows<HrDelivery>('webhook-deliveries?status=accepted', admin);
        return left.length === 0;
      });
      expect(calls.length).toBeGreaterThanOrEqual(10);
      const reason = source?.kind === 'standard' ? 'timestamp' : 'signature';
      expect(calls.filter(({ status }) => status === 'quarantined')).toMatchObject([{ reason }]);
      expect(calls.filter(({ status }) => status === 'unreadable')).toMatchObject([
        { problem: expect.stringContaining(source?.kind === 'standard' ? 'type' : 'endsOn') as string },
      ]);
      expect(calls.filter(({ status }) => status === 'failed')).toEqual([]);
    });

    it('has an onboarding, a mover and an offboarding under way, and a leave that was taken back', async () => {
      await eventually(async () => (await rows<CaseSummary>('cases?status=canceled')).length === 1, {
        timeoutMs: 30_000,
      });
      const open = await rows<CaseSummary>('cases?status=open&limit=200');
      expect(new Set(open.map(({ kind }) => kind))).toEqual(new Set(['onboarding', 'mover', 'offboarding']));
      const cases = await Promise.all(open.map(({ id }) => read<CaseDetails>(`cases/${id}`)));
      expect(cases.flatMap(({ tasks }) => tasks).filter(({ status }) => status === 'failed')).toEqual([]);
      const kinds = cases.map(({ kind, tasks }) => [kind, new Set(tasks.map((task) => task.kind))] as const);
      for (const [kind, has] of [
        ['onboarding', ['give_grant', 'todo']],
        ['mover', ['give_grant', 'revoke_grant', 'todo']],
        ['offboarding', ['revoke_grant', 'hand_over', 'todo']],
      ] as const) {
        const all = kinds.filter(([of]) => of === kind).flatMap(([, found]) => [...found]);
        expect(new Set(all)).toEqual(new Set(has));
      }
    });

    it('has an inbox with tasks that are claimed, done and commented, and one that only a person can judge', async () => {
      await eventually(async () => (await rows<InboxTask>('inbox/tasks?status=done', admin)).length > 0);
      const tasks = await rows<InboxTask>('inbox/tasks?limit=200', admin);
      expect(tasks.filter(({ holderId, status }) => holderId !== null && status === 'open').length).toBeGreaterThan(1);
      expect(tasks.filter(({ commentCount }) => commentCount > 0).length).toBeGreaterThan(3);
      expect(tasks.filter(({ kind }) => kind === 'review')).toMatchObject([{ caseId: null, status: 'open' }]);
      expect((await read<{ deputyId: string | null }>('inbox/absence')).deputyId).not.toBeNull();
    });

    it('has tasks of domains in every state, a series among them, and events in the calendar', async () => {
      const tasks = await rows<TaskSummary>('tasks?limit=200', admin);
      const states = ['todo', 'doing', 'done', ...(organization === 'harbour-bakery' ? ['canceled'] : [])];
      expect(new Set(tasks.map(({ status }) => status))).toEqual(new Set(states));
      expect(tasks.filter(({ recurrence }) => recurrence !== null)).toHaveLength(1);
      expect(tasks.filter(({ commentCount }) => commentCount > 0).length).toBeGreaterThan(2);
      const today = new Date().toISOString().slice(0, 10);
      const days = `from=${today}&to=${daysAfter(today, 30)}`;
      const occurrences = await read<{ items: readonly object[] }>(`events/occurrences?${days}`, admin);
      expect(occurrences.items.length).toBeGreaterThan(10);
      const attached = await Promise.all(
        tasks.map(({ id }) => read<{ attachments: readonly { name: string }[] }>(`tasks/${id}`, admin)),
      );
      expect(attached.flatMap(({ attachments }) => attachments)).toHaveLength(1);
    });
  });

  it('has a bakery with two plants, and figures of five lines from uploads without a bad row', async () => {
    const ada = accounts.find(({ organization, roles }) => organization === 'harbour-bakery' && roles === 'admin');
    const http = await signIn(opsledger.http, ada?.email ?? '', ada?.password);
    const rows = async <Row>(path: string) => (await http.get<{ items: readonly Row[] }>(path)).body.items;

    const imports = await rows<ListedImport>('imports?limit=200');
    const kinds = ['attendance', 'deliveries', 'downtimes', 'inspections', 'production', 'wip'];
    expect(new Set(imports.map(({ kind, status, bad }) => `${kind} ${status} ${bad}`))).toEqual(
      new Set(kinds.map((kind) => `${kind} done 0`)),
    );
    expect(new Set((await rows<LineDetails>('lines')).map(({ locationId }) => locationId)).size).toBe(2);

    const to = localDate(new Date().toISOString(), 'Europe/Copenhagen');
    const lines = await rows<KpiItem>(`kpis?from=${daysAfter(to, -28)}&to=${to}&grain=total&groupBy=line&kpi=oee`);
    expect(lines).toHaveLength(5);
    for (const { values } of lines) {
      expect(Number(values[0]?.value)).toBeGreaterThan(55);
      expect(Number(values[0]?.value)).toBeLessThan(85);
    }
    expect(await rows('report-schedules')).toHaveLength(3);
    expect(await rows('kpi-periods')).toHaveLength(1);
  });

  it.each([
    ['docs/stock.md', 10],
    ['docs/workflow.md', 25],
    ['docs/hr.md', 12],
    ['docs/kpi.md', 40],
  ])(
    'answers the questions of %s as the page shows it',
    async (page, commands) => {
      const shorthands = (await transcripts('README.md')).get('Five minutes')?.slice(0, 2) ?? [];
      const questions = (await transcripts(page)).get('In the demo') ?? [];
      expect(questions.length).toBeGreaterThan(commands);
      await expectTranscript([...shorthands, ...questions], {
        PORT: new URL(opsledger.url).port,
        OPSLEDGER_DATA_DIR: join(directory, 'var'),
      });
    },
    240_000,
  );

  it('is refused in production', async () => {
    const production = { ...environment(), NODE_ENV: 'production' };
    expect(await runOpsLedger(['demo', 'load'], production)).toMatchObject({
      code: 1,
      output: expect.stringContaining('--force') as string,
    });
  });
});
