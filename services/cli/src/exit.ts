import { CommanderError } from 'commander';

const FAILED = 1;
const WRONG_USE = 2;

/** 0: only help was asked for; 1: it failed; 2: it was called wrongly. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USE;
  return (error as Error).name === 'WrongUse' ? WRONG_USE : FAILED;
}

/** Whether its message is a sentence for operators already. */
export function isForOperators(error: unknown): boolean {
  return error instanceof Error && ['StartRefused', 'WrongUse', 'DomainError', 'LogUnavailable'].includes(error.name);
}

/** A sentence for a fault that the operator can repair; otherwise the whole error, for its developers. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack } = error;
  // By name: this file is loaded before the files of those classes.
  if (name === 'LogUnavailable')
    return `The event log is out of reach: see that its server runs, then repeat. (${message})`;
  return isForOperators(error) ? message : (stack ?? message);
}
