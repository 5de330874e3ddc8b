import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import { event } from '#contracts/declare/event';
import { CreateEmployee } from '#contracts/tenancy/create-employee';
import { EraseEmployee } from '#contracts/tenancy/erase-employee';
import { GetEmployee } from '#contracts/tenancy/get-employee';
import { OrganizationCreated } from '#contracts/tenancy/organization-events';
import { eventually } from '#libs/testing/eventually';
import { ServiceFixture } from '#libs/testing/service-fixture';
import { tenancy } from '../tenancy.service';

class TestTenancy extends ServiceFixture {
  static open(): Promise<TestTenancy> {
    return new TestTenancy(tenancy, { config: { organizationLimit: 50 } }).started();
  }

  /** The parts that an erasure changes things through. */
  get changing() {
    const { keys, commands } = this;
    return { keys, commands };
  }
}

let service: TestTenancy;
const tenantId = randomUUID();

beforeAll(async () => {
  service = await TestTenancy.open();
  const described = { slug: tenantId, name: 'Acme', type: 'company', tier: 'free', currency: 'EUR' } as const;
  const limits = { employees: null, users: null, requestsPerMinute: null };
  const created = event(OrganizationCreated, { organizationId: tenantId, ...described, timeZone: 'UTC', limits });
  await service.append('tenancy.organization', { tenantId, id: tenantId }, [created], { expected: 'none' });
});
afterAll(() => service.close());

const STEPS = [
  'ErasureRequested',
  'SubjectKeyDestroyed',
  'SubjectDataRedacted',
  'SubjectTablesRewritten',
  'SubjectErased',
] as const;

const stepsOf = async (employeeId: string) =>
  (await service.recorded('privacy.erasure', { tenantId, id: employeeId })).map(({ type }) => type);

class Killed extends Error {}

/**
 * The same part, dead from one call on: that call has its effect, and nobody hears of it. `calls` counts those of all
 * parts together.
 */
function dying<Part extends object>(part: Part, calls: { left: number }): Part {
  return new Proxy(part, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function' || name === 'state' || name === 'notDestroyed') return member;
      return async (...given: unknown[]): Promise<unknown> => {
        if (calls.left <= 0) throw new Killed('dead');
        calls.left -= 1;
        const result: unknown = await Reflect.apply(member, target, given);
        if (calls.left === 0) throw new Killed('killed');
        return result;
      };
    },
  });
}

/** More than an erasure makes. */
const MOST_CALLS = 12;

it('an erasure that is killed after any of its calls is completed by the next process, each step once', async () => {
  let killedAt = 0;
  for (let left = 1; left <= MOST_CALLS; left++) {
    const person = { firstName: `Ada${left}`, lastName: 'Lovelace', startsOn: '2026-01-01', externalId: `E-${left}` };
    const { id: employeeId } = await service.ask<Created>(CreateEmployee, person, { tenantId });
    const calls = { left };
    const { keys, commands } = service.changing;
    const first = service.openErasures({
      keys: dying(keys, calls),
      through: { commands: dying(commands, calls) },
      clearWal: dying({ clear: () => Promise.resolve('cleared' as const) }, calls).clear,
    });
    await first.replay(new AbortController().signal).catch(() => undefined);
    await first.start();
    await service.ask(EraseEmployee, { employeeId }, { tenantId });
    await eventually(async () => {
      const isOver = calls.left === 0 || (await stepsOf(employeeId)).includes('SubjectErased');
      expect(isOver).toBe(true);
    });
    await first.stop();
    service.faults.length = 0;
    if (calls.left > 0) break;
    killedAt = left;

    const second = service.openErasures();
    await second.start();
    await eventually(async () => expect([service.faults, await stepsOf(employeeId)]).toEqual([[], STEPS]));
    await second.stop();
    expect(await service.ask(GetEmployee, { employeeId }, { tenantId })).toMatchObject({ firstName: '[erased]' });
  }
  // Five steps are recorded; the key is destroyed and the write-ahead log cleared.
  expect(killedAt).toBeGreaterThanOrEqual(7);
}, 120_000);
