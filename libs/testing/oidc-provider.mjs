// A provider of OpenID Connect for tests, in a process of its own: the library ships ES modules only, and a provider that
// is down is a process that was killed. The header `x-test-person` names the person who signs in.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const [clientId, clientSecret, redirectUri, port = '0'] = process.argv.slice(2);
const lies = new Set();
process.on('message', (lie) => lies.add(lie));

const server = createServer();
await new Promise((listening) => server.listen(Number(port), '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
  ],
  claims: { openid: ['sub', 'amr', 'email', 'email_verified'] },
  conformIdTokenClaims: false,
  cookies: { keys: ['a key of tests'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  findAccount: (_, sub) => ({
    accountId: sub,
    // An address that some account of the platform may have.
    claims: () => ({ sub, email: `${sub}@example.org`, email_verified: true }),
  }),
  loadExistingGrant: async ({ oidc }) => {
    const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope('openid profile email');
    await grant.save();
    return grant;
  },
});

/** Of an ID token, another signature of the same length. */
function forged(token) {
  const [head, payload, signature] = token.split('.');
  return [head, payload, signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))].join('.');
}

provider.use(async (context, next) => {
  await next();
  if (context.path === '/token' && lies.has('signature') && context.body?.id_token) {
    context.body = { ...context.body, id_token: forged(context.body.id_token) };
  }
  if (context.path === '/token' && lies.has('size')) context.body = { padding: 'x'.repeat(300_000) };
});

const answer = provider.callback();
server.on('request', (request, response) => {
  if (!request.url.startsWith('/interaction/')) return answer(request, response);
  const { sub, amr, refuses } = JSON.parse(request.headers['x-test-person'] ?? '{}');
  const result = refuses
    ? { error: 'access_denied', error_description: 'a text of the provider' }
    : { login: { accountId: sub, amr } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
});
process.send(issuer);
