import { NestFactory } from '@nestjs/core';
import type { INestMicroservice, LoggerService } from '@nestjs/common';
import type { ServiceTransport } from '#libs/messaging';
import type { ServiceDefinition } from './feature';
import { ServiceDispatcher } from './service-dispatcher';
import { contractsOf, serviceModule } from './service-module';
import type { ServiceParts } from './service-parts';

/** Starts a service on its transport: when this resolves it answers. `close()` on what it gives drains and stops. */
export async function startService(
  definition: ServiceDefinition,
  parts: ServiceParts,
  transport: ServiceTransport,
  logger: LoggerService | false,
): Promise<INestMicroservice> {
  const app = await NestFactory.createMicroservice(serviceModule(definition, parts), { strategy: transport, logger });
  const dispatcher = app.get(ServiceDispatcher, { strict: false });
  for (const contract of contractsOf(definition)) {
    transport.handle(contract, ({ payload, context, waitFor }) =>
      dispatcher.dispatch(contract, payload, context, waitFor),
    );
  }
  await app.listen();
  return app;
}
