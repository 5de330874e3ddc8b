import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { OpsLedgerProcess } from './opsledger-process';

/**
 * A clock that is ahead of the machine's, for a platform of one's own. The database's clock stays, so moments that it
 * compares itself are those of the machine.
 */
export class MovedClock {
  private readonly folder = mkdtempSync(join(tmpdir(), 'opsledger-clock-'));
  private readonly file = join(this.folder, 'ahead');
  private ahead = 0;

  /** For `OpsLedgerProcess.start`, also again. */
  readonly environment = {
    NODE_OPTIONS: `--require=${resolve(__dirname, 'clock-ahead.cjs')}`,
    OPSLEDGER_TEST_CLOCK: this.file,
  };

  constructor(now: number) {
    this.set(now);
  }

  /** Epoch milliseconds. */
  get now(): number {
    return Date.now() + this.ahead;
  }

  /** Of a running platform as well, where one is given. */
  set(now: number, running?: Pick<OpsLedgerProcess, 'pid'>): void {
    this.ahead = now - Date.now();
    writeFileSync(this.file, String(this.ahead));
    if (running) process.kill(running.pid, 'SIGUSR2');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
