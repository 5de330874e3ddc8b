import { readFileSync, statSync } from 'node:fs';
import { Fault } from './setting';

/** Far more than any setting takes; a wrong name may stand for a file of any size. */
const MAX_FILE_BYTES = 64 * 1024;

/**
 * The text of a variable, or of the file that the variable with `_FILE` after its name names: Docker, Kubernetes and
 * systemd hand secrets over as files, which no list of processes and no dump of an environment shows.
 *
 * @throws Fault
 */
export function givenText(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const text = trimmed(environment[name]);
  const file = trimmed(environment[`${name}_FILE`]);
  if (file === undefined) return text;
  if (text !== undefined) throw new Fault(`is set, and ${name}_FILE too: leave one of them out`);
  return trimmed(textOfFile(file, name));
}

function textOfFile(path: string, name: string): string {
  try {
    if (statSync(path).size <= MAX_FILE_BYTES) return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Fault(`cannot be read from the file that ${name}_FILE names (${(error as NodeJS.ErrnoException).code})`);
  }
  throw new Fault(`is longer than 64 KiB in the file that ${name}_FILE names`);
}

/** An empty variable counts as absent: compose files and shells leave variables out in this way. */
function trimmed(text: string | undefined): string | undefined {
  return text?.trim() || undefined;
}
