import { randomUUID } from 'node:crypto';
import { KeepAliveClient } from '../http/keep-alive-client';
import { sampler, seeded } from '../random';
import { closedLoop } from './closed-loop';
import type { ReceiptsRequest, Task } from './task';

/** Connections that each post one receipt after the other, to items drawn at random. */
export async function prepareReceipts(request: ReceiptsRequest): Promise<Task> {
  const clients = await Promise.all(
    Array.from({ length: request.connections }, () => KeepAliveClient.open(request.port)),
  );
  const random = seeded(request.seed);
  const draw = sampler('uniform', request.itemIds.length, random);
  const authorization = `Authorization: Bearer ${request.token}\r\n`;

  async function receive(connection: number): Promise<void> {
    const itemId = request.itemIds[draw()];
    const quantity = (1 + Math.floor(random() * 99_999) / 1_000).toFixed(3);
    const body = `{"locationId":"${request.locationId}","quantity":"${quantity}","unitCost":"1.2500","reference":"bench"}`;
    const key = request.idempotencyKeys ? `Idempotency-Key: ${randomUUID()}\r\n` : '';
    const path = request.path.replace('{itemId}', itemId ?? '');
    const answer = await clients[connection]?.post(path, authorization + key, body);
    if (answer?.status !== 201) throw new Error(`${answer?.status}: ${answer?.body.toString().slice(0, 300)}`);
  }

  return {
    run: () => closedLoop(request.connections, request, receive),
    close() {
      for (const client of clients) client.close();
      return Promise.resolve();
    },
  };
}
