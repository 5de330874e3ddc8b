import type { Contract } from '#contracts/declare/contract';
import { DomainError } from '#contracts/errors';
import { refusalsOf } from '#contracts/declare/refusals';

/**
 * Handles a contract and turns a refusal that it does not declare into a fault. For test runs only: code and document
 * cannot drift apart unseen, and production callers still get the refusal.
 */
export async function withDeclaredRefusals<Result>(contract: Contract, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError) || refusalsOf(contract).includes(error.code)) throw error;
    const message = `${contract.name} refuses with ${error.code}, which its contract does not declare`;
    throw new TypeError(message, { cause: error });
  }
}
