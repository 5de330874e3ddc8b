import { API_BASE } from '../declare/contract';
import type { ErrorCode } from '../errors';
import { problemsOf } from './openapi-problems-of';

type Json = Record<string, unknown>;

const REQUEST_ID = { 'X-Request-Id': { $ref: '#/components/headers/XRequestId' } };

/** The steps of a sign-in with an identity provider that a browser takes by itself. */
export const PROVIDER_SIGN_IN_PATHS: Readonly<Record<string, Json>> = {
  [`${API_BASE}/auth/oidc/{organization}`]: step({
    operationId: 'beginProviderSignIn',
    summary: 'Sign in with the identity provider of an organisation: leads the browser there',
    description:
      'Sets a cookie that binds the sign-in to this browser for ten minutes. The provider leads the browser back to the callback.',
    parameters: [
      {
        name: 'organization',
        in: 'path',
        required: true,
        description: 'Slug or id.',
        schema: { type: 'string', minLength: 1, maxLength: 63 },
        example: 'acme-foods',
      },
    ],
    refuses: ['RATE_LIMITED', 'VALIDATION_FAILED', 'NOT_FOUND', 'PROVIDER_UNAVAILABLE', 'SERVICE_UNAVAILABLE'],
  }),
  [`${API_BASE}/auth/oidc/callback`]: step({
    operationId: 'finishProviderSignIn',
    summary: 'Take the answer of an identity provider: leads the browser to a page below PUBLIC_URL',
    description:
      'After a sign-in to `/sign-in#code=…`, whose code `POST /api/v1/auth/oidc/token` exchanges; after a link to `/account#identity=linked`. Good once, in the browser that began it.',
    parameters: ['state', 'code', 'iss', 'error'].map((name) => ({
      name,
      in: 'query',
      description: 'As the provider sends it (RFC 6749, RFC 9207); further parameters are ignored.',
      schema: { type: 'string', maxLength: 4000 },
    })),
    refuses: [
      'RATE_LIMITED',
      'SIGN_IN_INVALID',
      'LINK_INVALID',
      'SESSION_ENDED',
      'PROVIDER_REFUSED',
      'IDENTITY_UNKNOWN',
      'FORBIDDEN',
      'ORGANIZATION_SUSPENDED',
      'CONFLICT',
      'PROVIDER_UNAVAILABLE',
      'SERVICE_UNAVAILABLE',
    ],
  }),
};

interface Step {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Json[];
  readonly refuses: readonly ErrorCode[];
}

function step({ operationId, summary, description, parameters, refuses }: Step): Json {
  return {
    get: {
      operationId,
      tags: ['auth'],
      summary,
      description,
      'x-permission': 'public',
      security: [],
      parameters: [...parameters, { $ref: '#/components/parameters/XRequestId' }],
      responses: {
        302: {
          description: 'Go there',
          headers: {
            ...REQUEST_ID,
            Location: { schema: { type: 'string', format: 'uri', maxLength: 8000 }, description: 'The next step.' },
          },
        },
        ...problemsOf(refuses),
      },
    },
  };
}
