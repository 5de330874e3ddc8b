import { performance } from 'node:perf_hooks';
import { KeepAliveClient } from '../http/keep-alive-client';
import { LatencyRecorder } from '../latency';
import type { ReceiptsOnceRequest, Task } from './task';

/** One receipt to each of the items in turn, over one connection: the time of a single command. */
export async function prepareReceiptsOnce(request: ReceiptsOnceRequest): Promise<Task> {
  const client = await KeepAliveClient.open(request.port);
  const authorization = `Authorization: Bearer ${request.token}\r\n`;
  const body = `{"locationId":"${request.locationId}","quantity":"1.000","unitCost":"1.2500"}`;
  return {
    async run() {
      const latencies = new LatencyRecorder();
      const began = performance.now();
      for (const itemId of request.itemIds) {
        const started = performance.now();
        const answer = await client.post(`/api/v1/items/${itemId}/receipts`, authorization, body);
        if (answer.status !== 201) throw new Error(`${answer.status}: ${answer.body.toString().slice(0, 300)}`);
        latencies.record(performance.now() - started);
      }
      const seconds = (performance.now() - began) / 1_000;
      return { operations: request.itemIds.length, seconds, latency: latencies.encode() };
    },
    close() {
      client.close();
      return Promise.resolve();
    },
  };
}
