import { Catch, type RpcExceptionFilter, UseFilters, applyDecorators } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';
import { type ContractClass, contractOf } from '#contracts/declare/contract';

/** Passes errors on as they are; Nest's own filter would make every one "Internal server error". */
@Catch()
class AsThrown implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/**
 * Makes a controller's method the handler of a contract: its argument is a `BusRequest`, and it returns a `Reply`.
 *
 * @throws TypeError for a class that is not a contract
 */
export function OnBus(contract: ContractClass): MethodDecorator {
  return applyDecorators(MessagePattern(contractOf(contract).subject, { contract }), UseFilters(AsThrown));
}
