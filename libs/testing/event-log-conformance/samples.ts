import { randomUUID } from 'node:crypto';
import { type NewEvent, type RecordedEvent, type StreamName, canonicalJson, streamName } from '../../event-log';

/** Streams and events of one test: it knows them by its tenant, whatever else the log holds. */
export class Sample {
  readonly tenantId = randomUUID();

  stream(id: string = randomUUID()): StreamName {
    return streamName('conformance.sample', this.tenantId, id);
  }

  event(data: object = { note: 'one' }, id: string = randomUUID()): NewEvent {
    const metadata = { commandId: randomUUID(), occurredAt: '2026-01-31T12:00:00.000Z', tenantId: this.tenantId };
    return { id, type: 'SampleNoted', data: canonicalJson(data), metadata: canonicalJson(metadata) };
  }

  events(count: number): NewEvent[] {
    return Array.from({ length: count }, (_, number) => this.event({ number }));
  }

  owns({ metadata }: RecordedEvent): boolean {
    return (JSON.parse(metadata) as { tenantId: string }).tenantId === this.tenantId;
  }
}
