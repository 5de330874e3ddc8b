import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SecretsSweep } from './secrets-sweep.store';

const EVERY_MS = 3_600_000;

/** Sweeps once an hour for as long as the service runs; the next sweep repeats a failed one. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Sweeper.name);
  private timer: NodeJS.Timeout | undefined;
  private readonly stopping = new AbortController();
  private sweeping: Promise<void> = Promise.resolve();

  constructor(private readonly sweep: SecretsSweep) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.begin(), EVERY_MS);
    this.timer.unref();
    this.begin();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.sweeping;
  }

  private begin(): void {
    this.sweeping = this.sweeping
      .then(() => this.sweep.run({ signal: this.stopping.signal }))
      .catch((error: unknown) => this.logger.warn({ message: 'the secret tables could not be swept', err: error }));
  }
}
