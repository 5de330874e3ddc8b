import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Taken } from '#contracts/auth/taken';
import {
  MAX_UNSUBSCRIPTION_BYTES,
  REPORT_UNSUBSCRIPTION_PATH,
} from '#contracts/documents/openapi-report-unsubscription';
import { UnsubscribeReport } from '#contracts/kpi/unsubscribe-report';
import type { GatewayLimits, GatewayParts } from '../gateway-parts';
import { requestContext } from '../http/request-context';

export interface UnsubscriptionParts extends Pick<GatewayParts, 'sender'> {
  readonly limits: Pick<GatewayLimits, 'deadlineMs'>;
}

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data'] as const;

/** One click of a mail program, in a plugin of its own: its form says nothing that the address does not. */
export function unsubscriptionRoute({ sender, limits }: UnsubscriptionParts) {
  return (api: FastifyInstance, _options: object, done: () => void): void => {
    api.removeAllContentTypeParsers();
    api.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, parsed) => parsed(null, undefined));
    api.route({
      method: 'POST',
      url: REPORT_UNSUBSCRIPTION_PATH.replaceAll(/\{(\w+)\}/g, ':$1'),
      config: {
        path: REPORT_UNSUBSCRIPTION_PATH,
        admission: { permission: 'public', body: { maxBytes: MAX_UNSUBSCRIPTION_BYTES, mediaTypes: [...FORMS] } },
      },
      handler: async (request, reply) => {
        const { token } = request.params as { readonly token: string };
        const context = {
          ...requestContext(request, limits.deadlineMs),
          commandId: randomUUID(),
          now: new Date().toISOString(),
        };
        const { answer } = await sender.send<UnsubscribeReport, Taken>(UnsubscribeReport, { token }, context);
        return reply.send(answer);
      },
    });
    done();
  };
}
