import { NestFactory } from '@nestjs/core';
import type { INestMicroservice, LoggerService } from '@nestjs/common';
import type { ServiceTransport } from '#libs/messaging';
import type { ServiceDefinition } from './feature';
import { ServiceDispatcher } from './service-dispatcher';
import { readsOf } from './reads';
import { serviceModule } from './service-module';
import type { ServiceParts } from './service-parts';

/**
 * Starts a service on its transport: when this resolves it answers all that reads nothing or what is filled; the rest is
 * added as it is filled. `close()` on what it gives drains and stops.
 */
export async function startService(
  definition: ServiceDefinition,
  parts: ServiceParts,
  transport: ServiceTransport,
  logger: LoggerService | false,
): Promise<INestMicroservice> {
  const app = await NestFactory.createMicroservice(serviceModule(definition, parts), { strategy: transport, logger });
  const dispatcher = app.get(ServiceDispatcher, { strict: false });
  for (const wiring of definition.features.flatMap(({ wirings }) => wirings)) {
    const { contract } = wiring;
    transport.handle(
      contract,
      ({ payload, context, waitFor }) => dispatcher.dispatch(contract, payload, context, waitFor),
      parts.progress.filling(readsOf(wiring)),
    );
  }
  await app.listen();
  return app;
}
