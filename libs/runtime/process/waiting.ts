import { setTimeout as delay } from 'node:timers/promises';

/** A start that waits for a server. */
export interface Waiting {
  /** Ends the wait at once. */
  readonly signal: AbortSignal;
  /** Given a sentence about each wait, at once and every five seconds. */
  readonly told: (sentence: string) => void;
}

const TELL_EVERY_MS = 5_000;
const RETRY_MS = 250;

/**
 * Repeats an attempt until it succeeds. It answers with undefined then, and before with the reason why it did not; it
 * may tell a reason earlier, while it still tries.
 *
 * @throws the fault of an attempt, or the reason of the abort
 */
export async function untilAnswered(
  server: string,
  attempt: (because: (reason: string) => void) => Promise<string | undefined>,
  { signal, told }: Waiting,
): Promise<void> {
  let reason: string | undefined;
  const tell = () => told(`Waiting for ${server}: ${reason ?? 'no answer yet'}`);
  const because = (given: string) => {
    const isFirst = reason === undefined;
    reason = given;
    if (isFirst) tell();
  };
  const timer = setInterval(tell, TELL_EVERY_MS);
  try {
    for (;;) {
      const failure = await unlessAborted(attempt(because), signal);
      if (failure === undefined) return;
      because(failure);
      await unlessAborted(delay(RETRY_MS), signal);
    }
  } finally {
    clearInterval(timer);
  }
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason as Error);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
