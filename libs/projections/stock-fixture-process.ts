import { PostgresEventLog } from '#libs/event-log';
import { EventCodec } from '#libs/event-sourcing';
import { MemoryKeys } from '#libs/testing';
import { LogReader, ProjectionEngine } from './index';
import { levels, movements } from './stock-fixture';

/** A process with an engine of its own, for tests that kill or pause it: `node … <this> <database url>`. */
async function main(url: string): Promise<void> {
  const log = new PostgresEventLog({ url, role: 'opsledger_log', pollMs: 100 });
  const engine = new ProjectionEngine({
    url,
    log,
    reader: new LogReader(log),
    decoder: new EventCodec(new MemoryKeys()),
    projections: [levels, movements],
    leaseMs: 1_000,
    retryMs: [1],
    onFault: (fault) => process.stderr.write(`${String(fault)}\n`),
  });
  await engine.start();
  process.stdout.write('started\n');
}

void main(process.argv[2] as string);
