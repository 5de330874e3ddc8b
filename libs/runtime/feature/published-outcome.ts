import { DomainError } from '#contracts/errors';
import type { Handled } from '#libs/event-sourcing';
import type { Outcome } from './dispatch';

/**
 * The outcome of a command whose change others must know of before it is answered. `publish` tells the state as the log
 * has it, so it may be done any number of times. A `CONFLICT` says that the state is reached already, maybe by a command
 * that was cut off before it could tell: it is told then too.
 */
export async function publishedOutcome<Answer extends object>(
  handle: () => Promise<Handled<Answer>>,
  publish: () => Promise<unknown>,
): Promise<Outcome<Answer>> {
  const { result, position } = await handledOrTold(handle, publish);
  await publish();
  return { answer: result, ...(position !== undefined && { position }) };
}

async function handledOrTold<Answer>(
  handle: () => Promise<Handled<Answer>>,
  publish: () => Promise<unknown>,
): Promise<Handled<Answer>> {
  try {
    return await handle();
  } catch (error) {
    if (error instanceof DomainError && error.code === 'CONFLICT') await publish();
    throw error;
  }
}
