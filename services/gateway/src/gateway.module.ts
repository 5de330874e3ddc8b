import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { SharedState } from './admission/shared-state';
import { DocsController } from './documents/docs.controller';
import { GATEWAY_LIMITS, GATEWAY_PARTS, type GatewayLimits, type GatewayParts, SHARED_STATE } from './gateway-parts';
import { Api } from './http/api';
import { OperationsController } from './http/operations.controller';
import { Problems } from './http/problems';
import { UnsubscriptionPageController } from './mail-links/unsubscription-page.controller';

/** The gateway: HTTP on one side, the bus on the other. */
@Module({})
export class GatewayModule {
  static with(parts: GatewayParts, limits: GatewayLimits, shared: SharedState | undefined): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [
        OperationsController,
        UnsubscriptionPageController,
        ...(parts.settings.enableSwagger ? [DocsController] : []),
      ],
      providers: [
        { provide: GATEWAY_PARTS, useValue: parts },
        { provide: GATEWAY_LIMITS, useValue: limits },
        { provide: SHARED_STATE, useValue: shared ?? null },
        Problems,
        { provide: APP_FILTER, useExisting: Problems },
        Api,
      ],
    };
  }
}
