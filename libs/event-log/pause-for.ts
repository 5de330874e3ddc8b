import { setTimeout as delay } from 'node:timers/promises';

/** Waits, and no longer than until the signal is aborted. `ref: false`: the process need not wait for it to end. */
export async function pauseFor(
  milliseconds: number,
  signal: AbortSignal,
  { ref = true }: { readonly ref?: boolean } = {},
): Promise<void> {
  // It rejects for the signal alone.
  await delay(milliseconds, undefined, { signal, ref }).catch(() => undefined);
}
