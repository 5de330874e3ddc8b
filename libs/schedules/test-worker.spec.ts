import { rolePool } from '#libs/read-models';
import { openSchedules } from '.';
import { PROJECTOR, aJob } from './test-jobs.spec';

/** A process of its own for this library's tests, to be killed: its clock runs fast, and it notes what it sends. */
const [url = '', since = '', start = '', speed = ''] = process.argv.slice(2);

const pool = rolePool(url, { role: PROJECTOR, poolSize: 4, applicationName: 'test worker' }, () => undefined);

const schedules = openSchedules({
  jobs: [aJob()],
  pool,
  clock: () => Number(start) + (Date.now() - Number(since)) * Number(speed),
  async *organizations() {
    const { rows } = await pool.query<{ id: string; timeZone: string }>(
      'SELECT id, time_zone AS "timeZone" FROM public.test_organization',
    );
    yield* rows;
  },
  send: async (_service, _contract, _payload, { commandId }) => {
    await pool.query('INSERT INTO public.test_sent (command_id) VALUES ($1)', [commandId]);
    return {};
  },
  onFault: () => undefined,
  recheckMs: 5,
  readEveryMs: 50,
  spreadMs: 0,
  sendWithinMs: 50,
  retryMs: { first: 5, longest: 20 },
});
schedules.start();
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
