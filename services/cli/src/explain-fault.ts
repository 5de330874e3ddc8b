import { isOutOfReach } from '#libs/observability';
import { StartRefused, readConfiguration } from '#libs/runtime';
import { asRefusal } from '#libs/runtime/process';

/** Turns a fault of the database, of the bus or of a key into a sentence; returns any other error unchanged. */
export function explainFault(error: unknown): unknown {
  const refusal = asRefusal(error, readConfiguration(process.env, 'operator'));
  if (refusal !== error || !isOutOfReach(error)) return refusal;
  const { message, code } = error as NodeJS.ErrnoException;
  return new StartRefused(`The database does not answer: ${message || code}. See that it runs, then repeat.`);
}
