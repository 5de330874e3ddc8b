import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Taken } from '#contracts/auth/taken';
import {
  MAX_UNSUBSCRIPTION_BYTES,
  REPORT_UNSUBSCRIPTION_PATH,
} from '#contracts/documents/openapi-report-unsubscription';
import { faultAt } from '#contracts/errors';
import { UnsubscribeReport } from '#contracts/kpi/unsubscribe-report';
import type { GatewayLimits, GatewayParts } from '../gateway-parts';
import { requestContext } from '../http/request-context';

export interface UnsubscriptionParts extends Pick<GatewayParts, 'sender'> {
  readonly limits: Pick<GatewayLimits, 'deadlineMs'>;
}

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data'] as const;

/** One click of a mail program, in a plugin of its own: its form is no JSON. */
export function unsubscriptionRoute({ sender, limits }: UnsubscriptionParts) {
  return (api: FastifyInstance, _options: object, done: () => void): void => {
    api.removeAllContentTypeParsers();
    api.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    api.route({
      method: 'POST',
      url: REPORT_UNSUBSCRIPTION_PATH.replaceAll(/\{(\w+)\}/g, ':$1'),
      config: {
        path: REPORT_UNSUBSCRIPTION_PATH,
        admission: { permission: 'public', body: { maxBytes: MAX_UNSUBSCRIPTION_BYTES, mediaTypes: [...FORMS] } },
      },
      handler: async (request, reply) => {
        const { token } = request.params as { readonly token: string };
        if (!isOneClick(request.body)) throw faultAt('VALIDATION_FAILED', '/List-Unsubscribe', 'must be One-Click');
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

const IN_PARTS = /name="?List-Unsubscribe"?[^\r\n]*\r?\n\r?\nOne-Click\r?\n/i;

/** As RFC 8058 has it, in either kind of form: what follows links, as scanners of mails do, says nothing of the kind. */
function isOneClick(body: unknown): boolean {
  if (!Buffer.isBuffer(body)) return false;
  const text = body.toString('utf8');
  return new URLSearchParams(text.trim()).get('List-Unsubscribe') === 'One-Click' || IN_PARTS.test(text);
}
