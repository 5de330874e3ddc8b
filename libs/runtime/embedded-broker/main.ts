import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { BrokerServer } from './broker';
import { parseBrokerConfig } from './broker-config';
import type { BrokerReport } from './broker-config';

/**
 * A broker as a process of its own. Its configuration holds passwords, so it is never an argument: it is the first
 * message of the parent, or JSON on standard input; the answer goes back the same way. The broker ends with SIGTERM,
 * and with its parent: an orphan would hold its port against the next one.
 */
async function main(): Promise<void> {
  const parent = process.send !== undefined;
  // Ctrl-C reaches the whole group of a terminal; the broker must outlive the services, which are then finishing.
  if (parent) process.on('SIGINT', () => undefined);
  try {
    const config = parseBrokerConfig(parent ? await firstMessage() : JSON.parse(await text(process.stdin)));
    const broker = new BrokerServer({ ...config, log: (line) => process.stderr.write(`${line}\n`) });
    const port = await broker.listen();
    const stop = () => void broker.close().then(() => process.exit(0));
    process.once('SIGTERM', stop);
    process.once('disconnect', stop);
    if (!parent) process.once('SIGINT', stop);
    report({ listening: { port } });
  } catch (error) {
    const { code = 'INVALID', message } = error as NodeJS.ErrnoException;
    process.exitCode = 1;
    report({ failed: { code, message } });
    if (parent) process.disconnect();
  }
}

async function firstMessage(): Promise<unknown> {
  const leave = () => process.exit(0);
  process.once('disconnect', leave);
  const [message] = (await once(process, 'message')) as [unknown];
  process.removeListener('disconnect', leave);
  return message;
}

function report(message: BrokerReport): void {
  if (process.send) process.send(message);
  else process.stdout.write(`${JSON.stringify(message)}\n`);
}

void main();
