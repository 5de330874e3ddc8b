import { performance } from 'node:perf_hooks';
import { prepareAppend } from './tasks/append.task';
import { prepareCopy } from './tasks/copy.task';
import { prepareEmmettRebuild } from './tasks/emmett-rebuild.task';
import { prepareVisible } from './tasks/visible.task';
import { prepareMany } from './tasks/many.task';
import { prepareEcho } from './tasks/echo.task';
import { prepareReceiptsOnce } from './tasks/receipts-once.task';
import { prepareReceipts } from './tasks/receipts.task';
import type { MeasuredRun, Task, TaskRequest } from './tasks/task';

/**
 * A process that carries out one measurement: prepares on its first message, answers `ready`, runs on the second,
 * answers its results, and ends. Each side of each round gets a new one, so no side inherits another's heap.
 */
async function carryOut(request: TaskRequest): Promise<void> {
  const task = await prepare(request);
  const go = nextMessage();
  await tell({ ready: true });
  await go;
  const started = performance.now();
  const cpu = process.cpuUsage();
  const run = await task.run();
  const used = process.cpuUsage(cpu);
  const measured: MeasuredRun = {
    ...run,
    cpuSeconds: (used.user + used.system) / 1e6,
    wallSeconds: (performance.now() - started) / 1e3,
  };
  await tell({ measured });
  await task.close();
}

function prepare(request: TaskRequest): Promise<Task> {
  switch (request.task) {
    case 'append':
      return prepareAppend(request);
    case 'copy':
      return prepareCopy(request);
    case 'receipts-once':
      return prepareReceiptsOnce(request);
    case 'receipts':
      return prepareReceipts(request);
    case 'emmett-rebuild':
      return prepareEmmettRebuild(request);
    case 'visible':
      return prepareVisible(request);
    case 'many':
      return prepareMany(request);
    case 'echo':
      return prepareEcho(request);
  }
}

function nextMessage(): Promise<unknown> {
  return new Promise((resolve) => {
    process.once('message', resolve);
  });
}

function tell(message: object): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!process.send) throw new Error('this is started by side.ts');
    process.send(message, undefined, undefined, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}

nextMessage()
  .then((request) => carryOut(request as TaskRequest))
  .then(
    () => (process.connected ? process.disconnect?.() : undefined),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
