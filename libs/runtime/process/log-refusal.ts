import { LogUnavailable } from '#libs/event-log';
import { logAt } from './log-at';
import { type Waiting, untilAnswered } from './waiting';

/** Waits until the EventStoreDB at this address answers. @throws its refusal, for a login that it does not know, say */
export async function untilLogAnswers(eventstoreUrl: string, waiting: Waiting): Promise<void> {
  const { host } = new URL(eventstoreUrl);
  await untilAnswered(
    `EventStoreDB at ${host} (EVENTSTORE_URL)`,
    (because) => attempt(eventstoreUrl, because),
    waiting,
  );
}

async function attempt(eventstoreUrl: string, because: (reason: string) => void): Promise<string | undefined> {
  const log = await logAt({ databaseUrl: '', eventstoreUrl }, ({ error }) => because(error.message));
  try {
    await log.head();
    return undefined;
  } catch (error) {
    if (!(error instanceof LogUnavailable)) throw error;
    return error.message;
  } finally {
    await log.close();
  }
}
