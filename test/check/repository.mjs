/**
 * Checks what no other tool does: no lock file names a registry, and no committed file names a folder of one machine.
 *
 * Usage: node test/check/repository.mjs [file…]   (from the project's root; exit code 1 with a line per fault; default:
 * every file)
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** @typedef {{ readonly file: string, readonly line: number, readonly message: string }} Fault */

const LOCK_FILE_RULES = [
  { pattern: /"resolved":/, message: 'a lock file names no download address (`resolved`)' },
  { pattern: /https?:\/\/[^"]*registry/, message: 'a lock file names no registry' },
];

const TEXT_RULES = [
  { pattern: /(?<![\w.~-])\/(?:work|root|Users)\/[\w.]/, message: 'names a folder of one machine' },
  { pattern: /(?<![\w.~-])\/home\/(?!node\/)[a-z][\w-]*\//, message: "names someone's home folder" },
  { pattern: /^(<{7}|>{7}) /, message: 'holds a merge conflict' },
];

const BINARY = /\.(png|jpg|ico|woff2?|gz|zip|pdf)$/;

/**
 * @param {string} file
 * @param {string} text
 * @returns {Fault[]}
 */
function faultsOf(file, text) {
  const rules = basename(file) === 'package-lock.json' ? LOCK_FILE_RULES : TEXT_RULES;
  return text
    .split('\n')
    .flatMap((line, index) =>
      rules.filter(({ pattern }) => pattern.test(line)).map(({ message }) => ({ file, line: index + 1, message })),
    );
}

const LIST = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
const given = process.argv.slice(2);
const listed = () => execFileSync('git', LIST, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).split('\0');
const files = (given.length > 0 ? given : listed()).filter((file) => file !== '' && !BINARY.test(file));

const faults = files.flatMap((file) => {
  try {
    return faultsOf(file, readFileSync(file, 'utf8'));
  } catch (error) {
    // Deleted without a commit.
    if (error.code === 'ENOENT') return [];
    throw error;
  }
});

for (const { file, line, message } of faults) console.error(`${file}:${line}: ${message}`);
console.log(`repository: ${files.length} files, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
