import type { Contract } from '#contracts/declare/contract';
import { DomainError } from '#contracts/errors';
import { refusalsOf } from '#contracts/declare/refusals';

/**
 * Does the work of a contract and turns a refusal that it does not declare into a fault. For test runs: code and
 * document cannot drift apart unseen, and whoever runs in production is refused all the same.
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
