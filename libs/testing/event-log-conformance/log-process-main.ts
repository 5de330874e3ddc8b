import { once } from 'node:events';
import type { EventLog } from '../../event-log';
import { contend, takeUpTo } from './contention';
import { openLog } from './store-address';
import type { TaskReply, Request, LogTask } from './log-process';

/** The child side of `LogProcess`. After `close` only the log could keep this process alive. */
async function main(): Promise<void> {
  let log: EventLog | undefined;
  let following: Promise<void> = Promise.resolve();
  const perform = async (task: LogTask): Promise<unknown> => {
    if (task.kind === 'open') return void (log = await openLog(task.address));
    if (!log) throw new Error('the log is not open');
    switch (task.kind) {
      case 'append':
        return log.append(task.stream, task.events, { expected: task.expected });
      case 'contend':
        return contend(log, task.stream, task.events);
      case 'take':
        return takeUpTo(log, task.stream, task);
      case 'follow':
        return new Promise<void>((caughtUp) => {
          following = follow(log as EventLog, caughtUp);
        });
      case 'close':
        await log.close();
        return following;
    }
  };
  const reply = (answer: TaskReply) => process.send?.(answer);
  process.on('message', ({ number, task }: Request) => {
    perform(task)
      .then(
        (answer) => reply({ number, answer }),
        (error: unknown) => reply({ number, fault: String(error) }),
      )
      .finally(() => {
        if (task.kind === 'close') process.disconnect();
      });
  });
  await once(process, 'disconnect');
  // The parent is gone, or everything is done; then there is nothing to close any more.
  await log?.close();
}

async function follow(log: EventLog, caughtUp: () => void): Promise<void> {
  const after = await log.head();
  for await (const message of log.subscribe({ after })) if (message.kind === 'caughtUp') caughtUp();
}

void main();
