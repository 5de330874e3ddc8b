import { StartRefused } from '../start-refused';

const AFTER_DAMAGE = 'Put back a copy of the data directory, or restore a backup into a new one.';

/** Messages of PostgreSQL (in the C locale), and the text that its operator should read instead. */
const DIAGNOSES: readonly (readonly [RegExp, (directory: string) => string])[] = [
  [
    /No space left on device|Disk quota exceeded/,
    (directory) => `The disk that holds ${directory} is full. Free some space and start again; nothing was lost.`,
  ],
  [
    /has wrong ownership/,
    (directory) =>
      `${directory} belongs to another account than the one that starts OpsLedger. ` +
      'Start it as that account, or change the owner of the folder.',
  ],
  [
    /Permission denied|has invalid permissions/,
    (directory) => `The permissions of ${directory} keep PostgreSQL from using it. Give them back to its owner.`,
  ],
  [
    /database files are incompatible with server/,
    (directory) =>
      `The database in ${directory} was written by another version of PostgreSQL. ` +
      'Start the release of OpsLedger that wrote it.',
  ],
  [
    /could not create shared memory segment|could not map anonymous shared memory|Cannot allocate memory/,
    () =>
      'PostgreSQL finds too little (shared) memory on this machine. Free some, or raise the limit, and start again.',
  ],
  [
    /could not look up effective user ID/,
    () => 'The account that starts OpsLedger has no entry in /etc/passwd, which PostgreSQL needs to make a database.',
  ],
  [
    /PANIC|checkpoint record|WAL directory|invalid magic number|is not a valid data directory|could not open file|could not open directory|could not read file|incorrect checksum|invalid data in file|lock file .* is empty/,
    (directory) => `The database in ${directory} is damaged and was left as it is. ${AFTER_DAMAGE}`,
  ],
];

/** Turns the end of PostgreSQL's own log into the sentence that the start is refused with. */
export function diagnose(directory: string, stderr: string): StartRefused {
  const line = stderr.split('\n').findLast((text) => /\b(FATAL|PANIC|ERROR|error):/.test(text));
  const said = line?.replace(/^.*?\b(?:FATAL|PANIC|ERROR|error):\s*/, '').trim();
  const known = DIAGNOSES.find(([pattern]) => pattern.test(stderr))?.[1](directory);
  const evidence = said ? ` PostgreSQL said: ${said}` : '';
  return new StartRefused(`${known ?? `PostgreSQL does not start in ${directory}.`}${evidence}`);
}

/** PostgreSQL: data_corrupted, index_corrupted, undefined_file. A statement met a damaged page or a missing file. */
const DAMAGE = new Set<unknown>(['XX001', 'XX002', '58P01']);

/** Whether a statement has failed because files of the database are damaged. */
export function isDamage(error: unknown): boolean {
  return DAMAGE.has((error as { code?: unknown }).code);
}

/** `found` names the damaged or missing file. */
export function refusalOfDamage(folder: string, found: string): StartRefused {
  return new StartRefused(`The database in ${folder} is damaged and was left as it is: ${found}. ${AFTER_DAMAGE}`);
}
