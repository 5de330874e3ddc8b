import type { Webhooks } from '#libs/runtime';
import { HrSecrets } from '../hr-source/hr-secrets.store';
import { HrSourceRow } from '../hr-source/hr-source.entity';
import { HrDeliveryRow } from './hr-delivery.entity';
import { HrRaw } from './hr-raw.store';
import { retryHrDelivery } from './retry-hr-delivery.handler';

function shown({ deliveryId: id, tenantId: organizationId, revision: _, ...row }: HrDeliveryRow) {
  return { id, organizationId, ...row };
}

/** Across organisations, for operators. Bodies are shown over HTTP alone, where the reader is recorded. */
export const webhooks: Webhooks = {
  list: (reader, { source, status, limit }) =>
    reader.query(async (rows) => {
      const query = rows.createQueryBuilder(HrDeliveryRow, 'call').orderBy('call.receivedAt', 'DESC').limit(limit);
      if (status !== undefined) query.andWhere('call.status = :status', { status });
      if (source !== undefined) {
        const named = await rows.findOneBy(HrSourceRow, { slug: source });
        if (!named) return [];
        query.andWhere('call.sourceId = :sourceId', { sourceId: named.sourceId });
      }
      return (await query.getMany()).map(shown);
    }),
  async show(reader, deliveryId) {
    const row = await reader.query((rows) => rows.findOneBy(HrDeliveryRow, { deliveryId }));
    return row ? shown(row) : undefined;
  },
  async retry({ commands, platformKeys, secretsDatabase }, deliveryId, context) {
    if (!secretsDatabase) throw new TypeError('deliveries are retried where the tables of workflow can be reached');
    const stores = {
      hrRaw: new HrRaw(secretsDatabase, platformKeys),
      hrSecrets: new HrSecrets(secretsDatabase, platformKeys),
    };
    return (await retryHrDelivery({ deliveryId }, context, { commands, ...stores })).answer;
  },
};
