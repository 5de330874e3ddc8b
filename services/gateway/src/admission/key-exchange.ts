import { randomUUID } from 'node:crypto';
import { ExchangeApiKey, type ExchangedApiKey } from '#contracts/auth/exchange-api-key';
import { PLATFORM } from '#contracts/permissions';
import type { CommandContext } from '#libs/identity';
import type { GatewayParts } from '../gateway-parts';
import { GATEWAY } from '../http/request-context';
import type { Exchange } from './api-keys';

const WITHIN_MS = 5_000;

/** Asks auth for a key's token, as the gateway itself: the key's organisation is not known yet. */
export function keyExchange(sender: GatewayParts['sender']): Exchange {
  return async (key) => {
    const id = randomUUID();
    const context: CommandContext = {
      tenantId: PLATFORM,
      actor: GATEWAY,
      requestId: id,
      correlationId: id,
      causationId: id,
      commandId: id,
      now: new Date().toISOString(),
      deadline: Date.now() + WITHIN_MS,
    };
    const { answer } = await sender.send<ExchangeApiKey, ExchangedApiKey>(ExchangeApiKey, key, context);
    return answer;
  };
}
