import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { CaseSummary } from '../../../contracts/workflow/list-cases';
import type { HttpClient } from '../../../libs/testing/http-client';
import type { BenchEntry } from '../figure';
import { BenchSource, roomyOrganization } from '../hr-source';
import { KeepAliveClient } from '../http/keep-alive-client';
import { BenchPlatform } from '../platform';

const HIRES = 200;
const PRODUCTS = 3;
const TEMPLATES = 2;
const LOOK_EVERY_MS = 5;
const GIVE_UP_MS = 10_000;

/** From the acknowledged call of an HR system to the case that shows all its tasks, one hire after the other. */
export const ONBOARDING: readonly BenchEntry[] = [
  {
    name: 'onboarding',
    async measure(bench) {
      const database = await bench.server.database();
      const platform = await BenchPlatform.start(database);
      try {
        const organization = await roomyOrganization(platform, 'bench-onboarding');
        const admin = await organization.admin(platform);
        const source = await BenchSource.create(admin, 'bench-onboarding-hr');
        await defaults(admin);
        await platform.caughtUp();
        const client = await KeepAliveClient.open(platform.port);
        const times: number[] = [];
        for (let hire = 0; hire < Math.max(20, HIRES * bench.settings.scale); hire++) {
          const lastName = `Hired ${hire}`;
          const startsOn = new Date().toISOString().slice(0, 10);
          const data = { firstName: 'Ada', lastName, department: 'Bakery', startsOn };
          await source.tell(client, { type: 'hired', externalId: `H-${hire}`, data });
          times.push(await untilShown(admin, lastName));
        }
        client.close();
        times.sort((one, other) => one - other);
        const at = (share: number) => times[Math.ceil(times.length * share) - 1] ?? NaN;
        return [
          {
            id: 'onboarding-p95',
            title: `hire of an HR system → case with its ${PRODUCTS + TEMPLATES} tasks visible: p95`,
            value: at(0.95),
            unit: 'ms',
            goal: { atMost: 500 },
            detail: {
              notes: { hires: times.length, 'p50, ms': Math.round(at(0.5)), 'longest, ms': Math.round(at(1)) },
            },
          },
        ];
      } finally {
        await platform.stop();
        await database.drop();
      }
    },
  },
];

async function defaults(admin: HttpClient): Promise<void> {
  const create = async (path: string, body: object): Promise<string> => {
    const answer = await admin.post<{ id: string }>(path, body);
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.id;
  };
  const departmentId = await create('departments', { name: 'Bakery' });
  const serviceId = await create('services', { name: 'Contoso' });
  const products: string[] = [];
  for (let product = 0; product < PRODUCTS; product++) {
    products.push(await create(`services/${serviceId}/products`, { name: `Product ${product}` }));
  }
  const candidates = [{ kind: 'role', role: 'manager' }];
  const templates = Array.from({ length: TEMPLATES }, (_, at) => {
    return { kind: 'onboarding', title: `Prepare ${at}`, dueAfter: -at, candidates };
  });
  for (const [path, body] of [
    [`departments/${departmentId}/grants`, { products }],
    ['task-templates', { templates }],
  ] as const) {
    const { status } = await admin.put(path, body);
    if (status !== 200) throw new Error(`${path}: ${status}`);
  }
}

/** In milliseconds from now. */
async function untilShown(admin: HttpClient, lastName: string): Promise<number> {
  const began = performance.now();
  for (;;) {
    const { status, body } = await admin.get<{ items: CaseSummary[] }>('cases?limit=1');
    if (status !== 200) throw new Error(`cases: ${status} ${JSON.stringify(body)}`);
    const [latest] = body.items;
    const waited = performance.now() - began;
    if (latest?.person.lastName === lastName && latest.openTasks === PRODUCTS + TEMPLATES) return waited;
    if (waited > GIVE_UP_MS) throw new Error(`no case after ${GIVE_UP_MS} ms`);
    await delay(LOOK_EVERY_MS);
  }
}
