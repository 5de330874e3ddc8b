import { problemsOf } from './openapi-problems-of';

type Json = Record<string, unknown>;

/** At the root, as calendar programs know it. The secret is in the path, since they send nothing else. */
export const CALENDAR_PATH = '/calendar/{secret}.ics';

export const CALENDAR_PATHS: Readonly<Record<string, Json>> = {
  [CALENDAR_PATH]: {
    get: {
      operationId: 'readCalendar',
      tags: ['workflow'],
      summary: 'Read the calendar of a feed',
      description:
        'The address that `POST /api/v1/calendar-feeds` answers: to know it is to may read it, until it is revoked or its owner leaves.',
      'x-permission': 'public',
      security: [],
      parameters: [
        {
          name: 'secret',
          in: 'path',
          required: true,
          schema: { type: 'string', minLength: 20, maxLength: 200 },
          example: 'of-your-feed-and-nobody-elses',
        },
        { $ref: '#/components/parameters/XRequestId' },
      ],
      responses: {
        200: {
          description: 'The calendar (RFC 5545)',
          headers: { 'X-Request-Id': { $ref: '#/components/headers/XRequestId' } },
          content: {
            'text/calendar': {
              schema: { type: 'string' },
              example: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n',
            },
          },
        },
        ...problemsOf(['RATE_LIMITED', 'NOT_FOUND', 'READ_MODEL_FILLING', 'SERVICE_UNAVAILABLE']),
      },
    },
  },
};
