import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AccessTokenStrategy } from './access-token.strategy';
import { Api } from './api';
import { DocsController } from './docs.controller';
import { GATEWAY_PARTS, type GatewayParts } from './gateway-parts';
import { OperationsController } from './operations.controller';
import { Problems } from './problems';

/** The gateway: HTTP on one side, the bus on the other. */
@Module({})
export class GatewayModule {
  static with(parts: GatewayParts): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [OperationsController, ...(parts.settings.enableSwagger ? [DocsController] : [])],
      providers: [
        { provide: GATEWAY_PARTS, useValue: parts },
        { provide: AccessTokenStrategy, useFactory: () => new AccessTokenStrategy(parts.verify, parts.access) },
        Problems,
        { provide: APP_FILTER, useExisting: Problems },
        Api,
      ],
    };
  }
}
