import { randomUUID } from 'node:crypto';
import { DomainError } from '#contracts/errors';
import type { ParkedEvent } from '#contracts/ops/list-parked';
import { PLATFORM } from '#contracts/permissions';
import { eventually } from '#libs/testing/eventually';
import { TestOps, faulty } from '../ops.fixture';

let ops: TestOps;
beforeEach(async () => {
  ops = await TestOps.open();
});
afterEach(() => ops.close());

const pause = { operation: 'pause', name: 'request' } as const;
const resume = { operation: 'resume', name: 'request' } as const;

const typesOf = async (commandId: string) => (await ops.recorded(commandId)).map(({ type }) => type);
const asked = async () =>
  (await ops.rows<{ command: string }>('SELECT command FROM engine.projection_control ORDER BY id')).map(
    ({ command }) => command,
  );
const refusalOf = (answer: Promise<unknown>) =>
  answer.then(
    () => undefined,
    (error: unknown) => (error instanceof DomainError ? { code: error.code, message: error.message } : error),
  );

it('is recorded with actor and target before it is done, and with its outcome after', async () => {
  const key = randomUUID();
  const answer = await ops.operate(pause, key);
  expect(answer).toMatchObject({ name: 'ops.request', state: 'paused' });
  const recorded = await ops.recorded(key);
  expect(recorded).toMatchObject([
    { type: 'OperationRequested', tenantId: PLATFORM, data: { operation: 'pause', projection: 'ops.request' } },
    { type: 'OperationDone', tenantId: PLATFORM, data: { operation: 'pause', projection: 'ops.request', answer } },
  ]);
  expect(new Set(recorded.map(({ metadata }) => metadata.actorType))).toEqual(new Set(['user']));
});

it('is done once for one key, and repeats its first answer when the state has moved on', async () => {
  const key = randomUUID();
  const first = await ops.operate(pause, key);
  await ops.operate(resume, randomUUID());
  expect(await ops.operate(pause, key)).toEqual(first);
  expect(await asked()).toEqual(['pause', 'resume']);
  expect(await typesOf(key)).toEqual(['OperationRequested', 'OperationDone']);
});

it('is refused once for one key, and repeats the refusal when it would be allowed', async () => {
  const key = randomUUID();
  const refusal = await refusalOf(ops.operate(resume, key));
  expect(refusal).toEqual({ code: 'CONFLICT', message: 'ops.request: it is neither paused nor stopped' });
  await ops.operate(pause, randomUUID());
  expect(await refusalOf(ops.operate(resume, key))).toEqual(refusal);
  expect(await asked()).toEqual(['resume', 'pause']);
  expect(await typesOf(key)).toEqual(['OperationRequested', 'OperationRefused']);
});

it.each(['before', 'after'] as const)(
  'is finished once by the same key in another process, when the first was killed %s it was done',
  async (when) => {
    const key = randomUUID();
    await expect(ops.operate(pause, key, ops.killed(when))).rejects.toThrow('killed');
    expect(await typesOf(key)).toEqual(['OperationRequested']);
    const answers = await Promise.all([ops.operate(pause, key), ops.operate(pause, key), ops.operate(pause, key)]);
    expect(answers[0]).toMatchObject({ state: 'paused' });
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await asked()).toEqual(['pause']);
    expect(await typesOf(key)).toEqual(['OperationRequested', 'OperationDone']);
  },
);

it('is not done when it cannot be recorded', async () => {
  const { commands, ...parts } = ops.process();
  const handle = () => Promise.reject(new DomainError('SERVICE_UNAVAILABLE'));
  const cutOff = {
    ...parts,
    commands: {
      state: commands.state.bind(commands),
      check: commands.check.bind(commands),
      handle,
      handleEach: handle,
    },
  };
  await expect(ops.operate(pause, randomUUID(), cutOff)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect(await asked()).toEqual([]);
});

it('is refused and not recorded for an unknown projection or parked event', async () => {
  const key = randomUUID();
  const nowhere = [
    { operation: 'pause', name: 'nothing' },
    { operation: 'skip', parkedId: randomUUID() },
  ] as const;
  for (const each of nowhere) await expect(ops.operate(each, key)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await typesOf(key)).toEqual([]);
});

it('is refused for a key that was used with another body', async () => {
  const key = randomUUID();
  const rebuild = { operation: 'rebuild', name: 'request', promote: false } as const;
  const first = await ops.operate(rebuild, key);
  await expect(ops.operate({ ...rebuild, promote: true }, key)).rejects.toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
  });
  expect(await ops.operate(rebuild, key)).toEqual(first);
  expect(await asked()).toEqual(['rebuild']);
});

describe('of a parked event', () => {
  async function aParkedEvent(): Promise<ParkedEvent> {
    faulty.on = true;
    await ops.operate(pause, randomUUID());
    await ops.operate(resume, randomUUID());
    return eventually(async () => {
      const [found] = await ops.process().parked.list({ limit: 1 });
      return found as ParkedEvent;
    });
  }
  afterEach(() => {
    faulty.on = false;
  });

  it('is done once for one key, also when the event is gone by then, and names its operator', async () => {
    const event = await aParkedEvent();
    const key = randomUUID();
    const first = await ops.operate({ operation: 'skip', parkedId: event.id }, key);
    expect(await ops.operate({ operation: 'skip', parkedId: event.id }, key)).toEqual(first);
    const [requested, outcome] = await ops.recorded(key);
    expect(requested?.data).toMatchObject({ operation: 'skip', projection: 'ops.request', parked: { id: event.id } });
    expect(outcome?.type).toBe('OperationDone');
    expect(await ops.rows('SELECT event_id AS id, skipped_by AS by FROM engine.skipped_event')).toEqual([
      { id: event.eventId, by: requested?.metadata.actorId },
    ]);
  });

  it('is tried again with the same key if no owner has taken it up', async () => {
    const [{ id } = { id: '' }] = await ops.rows<{ id: string }>(
      `INSERT INTO engine.reactor_parked (reactor, stream, position, revision, event_id, event_type, reason, attempts)
       VALUES ('auth.first-administrator', 'tenancy.organization-a.b', '0001-0000000000000000001', 0, $1, 'Named', 'poison', 5)
       RETURNING id`,
      [randomUUID()],
    );
    const key = randomUUID();
    const retry = { operation: 'retry', parkedId: id } as const;
    for (let time = 0; time < 2; time++) {
      await expect(ops.operate(retry, key)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      expect(await typesOf(key)).toEqual(['OperationRequested', 'OperationUnanswered']);
    }
    // As the owner does after it has answered the event.
    await ops.rows('DELETE FROM engine.reactor_parked');
    expect(await ops.operate(retry, key)).toMatchObject({ id, projection: 'auth.first-administrator' });
    expect(await typesOf(key)).toEqual(['OperationRequested', 'OperationUnanswered', 'OperationDone']);
  });
});
