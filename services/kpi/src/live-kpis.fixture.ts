import { randomUUID } from 'node:crypto';
import { kpiTopic, type LiveKpi } from '#contracts/kpi/live-topics';
import { START } from '#libs/event-log';
import { Live } from '#libs/live';
import { servedPositions } from '#libs/projections';
import { eventually } from '#libs/testing/eventually';
import type { TestKpi } from './kpi.fixture';

export interface FollowedKpis {
  readonly next: () => Promise<LiveKpi>;
  readonly end: () => Promise<void>;
}

/** A follower of the topic `kpi` in an organisation, of the changes from now on. */
export async function followKpis(service: TestKpi, tenantId: string): Promise<FollowedKpis> {
  await service.caughtUp();
  const { platformReader } = service.parts;
  const live = new Live({
    log: service.log,
    topics: [kpiTopic],
    positions: (names) =>
      platformReader.query((rows) => servedPositions((sql, values) => rows.query(sql, [...values]), names)),
    read: (query, request, organizationId) => service.ask(query, request, { tenantId: organizationId }),
    access: { check: () => Promise.resolve({ roles: undefined, assignments: undefined }) },
    roles: { resolve: (token) => Promise.resolve(token) },
    onFault: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  const member = {
    sub: randomUUID(),
    type: 'user',
    organizationId: tenantId,
    roles: ['viewer'],
    platformRoles: [],
  } as const;
  const stream = await live.open({
    caller: { ...member, expiresAt: Date.now() + 600_000 },
    tenantId,
    topics: [kpiTopic],
    after: await service.log.head(),
    memberSince: START,
    admittedAt: performance.now(),
  });
  const changes: LiveKpi[] = [];
  const reading = (async () => {
    for await (const chunk of stream.chunks())
      for (const [, data] of chunk.matchAll(/^data: (.*)$/gm)) changes.push(JSON.parse(data ?? '') as LiveKpi);
  })();
  return {
    next: async () => {
      await eventually(() => changes.length > 0);
      return changes.shift() as LiveKpi;
    },
    end: async () => {
      await live.close();
      await reading;
    },
  };
}
