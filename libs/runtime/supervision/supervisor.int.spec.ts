import { type ChildProcess, spawn } from 'node:child_process';
import { eventually } from '#libs/testing/eventually';
import { StartRefused } from '../start-refused';
import { Supervisor, type SupervisorOptions } from './supervisor';

interface Sleeper {
  readonly pid: number;
  readonly exited: Promise<void>;
  readonly stop: () => Promise<void>;
  readonly child: ChildProcess;
}

function sleeper(seconds = '60'): Sleeper {
  const child = spawn('sleep', [seconds]);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  return { pid: child.pid as number, exited, stop, child };
}

let running: Supervisor<Sleeper> | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function supervise(options: Partial<SupervisorOptions<Sleeper>>) {
  const restarted = jest.fn();
  const givenUp = jest.fn<void, [StartRefused]>();
  running = await Supervisor.start({
    name: 'the sleeper',
    start: () => Promise.resolve(sleeper()),
    restarted,
    givenUp,
    log: () => undefined,
    ...options,
  });
  return { supervisor: running, restarted, givenUp };
}

it('starts a killed server again, and passes the previous one to the start', async () => {
  const previous: (Sleeper | undefined)[] = [];
  const { supervisor, restarted } = await supervise({
    start: (before) => {
      previous.push(before);
      return Promise.resolve(sleeper());
    },
  });
  const first = supervisor.current;
  first.child.kill('SIGKILL');
  await eventually(() => expect(restarted).toHaveBeenCalledTimes(1));
  expect(supervisor.current.pid).not.toBe(first.pid);
  expect(previous).toEqual([undefined, first]);
});

it('tries again while it does not start', async () => {
  let attempts = 0;
  const { supervisor, restarted, givenUp } = await supervise({
    backoffMs: [0, 1, 1],
    start: () => {
      attempts++;
      const down = attempts === 2 || attempts === 3;
      return down ? Promise.reject(new StartRefused('The disk is full.')) : Promise.resolve(sleeper());
    },
  });
  supervisor.current.child.kill('SIGKILL');
  await eventually(() => expect(restarted).toHaveBeenCalledTimes(1));
  expect(attempts).toBe(4);
  expect(givenUp).not.toHaveBeenCalled();
});

it('gives up with the reason when it does not come back', async () => {
  let attempts = 0;
  const { supervisor, givenUp } = await supervise({
    backoffMs: [0, 1, 1],
    start: () =>
      ++attempts === 1 ? Promise.resolve(sleeper()) : Promise.reject(new StartRefused('The disk is full.')),
  });
  supervisor.current.child.kill('SIGKILL');
  await eventually(() => expect(givenUp).toHaveBeenCalledTimes(1));
  expect(attempts).toBe(4);
  expect(givenUp.mock.calls[0]?.[0].message).toBe(
    'OpsLedger stops: the sleeper cannot be kept running: The disk is full.',
  );
});

it('gives up on one that dies again and again', async () => {
  const { givenUp } = await supervise({ deathsPerMinute: 3, start: () => Promise.resolve(sleeper('0')) });
  await eventually(() => expect(givenUp).toHaveBeenCalledTimes(1));
  expect(givenUp.mock.calls[0]?.[0].message).toContain('3 times within a minute');
});

it('does not restart a server that it was told to stop', async () => {
  const start = jest.fn(() => Promise.resolve(sleeper()));
  const { supervisor, restarted } = await supervise({ start });
  await supervisor.stop();
  expect(start).toHaveBeenCalledTimes(1);
  expect(restarted).not.toHaveBeenCalled();
});

it('stops a server that comes up while it is being stopped', async () => {
  const servers: Sleeper[] = [];
  let goOn: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (goOn = resolve));
  const start = jest.fn(async () => {
    if (servers.length > 0) await held;
    const server = sleeper();
    servers.push(server);
    return server;
  });
  const { supervisor, restarted } = await supervise({ start });
  servers[0]?.child.kill('SIGKILL');
  await eventually(() => expect(start).toHaveBeenCalledTimes(2));
  const stopped = supervisor.stop();
  goOn();
  await stopped;
  expect(servers).toHaveLength(2);
  expect(servers[1]?.child.signalCode).toBe('SIGTERM');
  expect(restarted).not.toHaveBeenCalled();
});

it('does not wait out a pause between attempts when it is stopped', async () => {
  const start = jest.fn(() => Promise.resolve(sleeper()));
  const { supervisor } = await supervise({ start, backoffMs: [600_000] });
  supervisor.current.child.kill('SIGKILL');
  await supervisor.current.exited;
  await supervisor.stop();
  expect(start).toHaveBeenCalledTimes(1);
});
