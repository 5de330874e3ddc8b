import { NestFactory } from '@nestjs/core';
import type { INestMicroservice, LoggerService } from '@nestjs/common';
import { contractOf } from '#contracts/declare/contract';
import { refusalsOf } from '#contracts/declare/refusals';
import type { ServiceTransport } from '#libs/messaging';
import type { ServiceDefinition } from './feature';
import { ServiceDispatcher } from './service-dispatcher';
import { contractsOf, serviceModule } from './service-module';
import type { ServiceParts } from './service-parts';

/**
 * Starts a service on its transport. When this resolves it answers every contract whose projections are filled, or that
 * reads none; the others are added as their projections fill. The returned `close()` drains and stops.
 */
export async function startService(
  definition: ServiceDefinition,
  parts: ServiceParts,
  transport: ServiceTransport,
  logger: LoggerService | false,
): Promise<INestMicroservice> {
  const app = await NestFactory.createMicroservice(serviceModule(definition, parts), { strategy: transport, logger });
  const dispatcher = app.get(ServiceDispatcher, { strict: false });
  for (const contract of contractsOf(definition)) {
    const reads = dispatcher.readsOf(contract);
    if (reads.length > 0 && !refusalsOf(contractOf(contract)).includes('READ_MODEL_FILLING')) {
      throw new TypeError(`${contract.name} reads rows, and does not refuse with READ_MODEL_FILLING`);
    }
    transport.handle(
      contract,
      ({ payload, context, waitFor }) => dispatcher.dispatch(contract, payload, context, waitFor),
      parts.progress.filling(reads),
    );
  }
  await app.listen();
  return app;
}
