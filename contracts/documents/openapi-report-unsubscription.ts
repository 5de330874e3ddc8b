import { API_BASE } from '../declare/contract';
import { problemsOf } from './openapi-problems-of';

type Json = Record<string, unknown>;

/** The token is in the path: mail programs send nothing else, and keep no fragment (RFC 8058). */
export const REPORT_UNSUBSCRIPTION_PATH = `${API_BASE}/report-unsubscriptions/{token}`;

/** Where the link of a report leads to; the token is in its fragment. */
export const REPORT_UNSUBSCRIPTION_PAGE = '/report-unsubscription';

/** The largest body: `List-Unsubscribe=One-Click`, as either kind of form. */
export const MAX_UNSUBSCRIPTION_BYTES = 4_096;

const ONE_CLICK = {
  schema: {
    type: 'object',
    required: ['List-Unsubscribe'],
    properties: { 'List-Unsubscribe': { type: 'string', enum: ['One-Click'] } },
  },
  example: { 'List-Unsubscribe': 'One-Click' },
};

export const REPORT_UNSUBSCRIPTION_PATHS: Readonly<Record<string, Json>> = {
  [REPORT_UNSUBSCRIPTION_PATH]: {
    post: {
      operationId: 'unsubscribeReportByMail',
      tags: ['kpi'],
      summary: 'Unsubscribe from a report with one click of a mail program',
      description:
        'The address in the header `List-Unsubscribe` of a report (RFC 8058); its token is that of the link in the mail, too. The same again is taken again.',
      'x-permission': 'public',
      security: [],
      parameters: [
        {
          name: 'token',
          in: 'path',
          required: true,
          schema: { type: 'string', minLength: 1, maxLength: 100 },
          example: 'of-your-mail-and-nobody-elses',
        },
        { $ref: '#/components/parameters/XRequestId' },
      ],
      requestBody: {
        required: true,
        content: { 'application/x-www-form-urlencoded': ONE_CLICK, 'multipart/form-data': ONE_CLICK },
      },
      responses: {
        200: {
          description: 'Taken',
          headers: { 'X-Request-Id': { $ref: '#/components/headers/XRequestId' } },
          content: { 'application/json': { schema: { type: 'object' }, example: {} } },
        },
        ...problemsOf([
          'VALIDATION_FAILED',
          'LINK_INVALID',
          'NOT_FOUND',
          'PAYLOAD_TOO_LARGE',
          'UNSUPPORTED_MEDIA_TYPE',
          'RATE_LIMITED',
          'SERVICE_UNAVAILABLE',
        ]),
      },
    },
  },
};
