import { setTimeout as delay } from 'node:timers/promises';

/**
 * Awaits a condition instead of a time: calls `check` until it neither throws nor returns `false`, and returns its
 * result. Rejects with the last failure after `timeoutMs` (10,000).
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { timeoutMs = 10_000, everyMs = 10 }: { readonly timeoutMs?: number; readonly everyMs?: number } = {},
): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    try {
      const answer = await check();
      if (answer !== false) return answer;
      if (Date.now() > until) throw new Error(`the condition did not come true within ${timeoutMs} ms`);
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await delay(everyMs);
  }
}
