import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { sign } from 'jsonwebtoken';
import type { KeyOwner, VerificationKey } from './published-keys';
import { type SigningKey, newSigningKeyPem, signingKeyFromPem } from './signing-key';
import { type AccessClaims, issueAccessToken, issueServiceToken } from './token-issuer';
import { tokenVerifier } from './token-verifier';

const NOW = Date.UTC(2026, 0, 31, 9, 30);
const ACCOUNT = '0190a000-0000-7000-8000-000000000001';
const ORGANIZATION = '0190a000-0000-7000-8000-000000000002';
const MEMBERSHIP = '0197a3c4-0000-7000-8000-0000000000e1';
const SESSION = '0190a000-0000-7000-8000-000000000003';

const auth = signingKeyFromPem(newSigningKeyPem());
const inventory = signingKeyFromPem(newSigningKeyPem());
const stranger = signingKeyFromPem(newSigningKeyPem());

const CLAIMS: AccessClaims = {
  accountId: ACCOUNT,
  accountVersion: 3,
  sessionId: SESSION,
  membership: {
    organizationId: ORGANIZATION,
    membershipId: MEMBERSHIP,
    roles: ['manager'],
    version: 7,
    since: 3,
    organizationVersion: 4,
  },
  platformRoles: [],
};
const SERVICE = { service: 'inventory', tenantId: ORGANIZATION, subject: 'tenancy.settle', onBehalfOf: ACCOUNT };

const published = new Map<string, VerificationKey>([
  publishedAs(auth, 'auth'),
  publishedAs(inventory, 'service:inventory'),
]);

function publishedAs(key: SigningKey, owner: KeyOwner): [string, VerificationKey] {
  return [key.kid, { owner, publicKey: createPublicKey(key.privateKey) }];
}

function verifierAt(now: () => number, lookups: string[] = []) {
  const find = (kid: string) => {
    lookups.push(kid);
    return Promise.resolve(published.get(kid));
  };
  return tokenVerifier({ find }, now);
}

const verify = verifierAt(() => NOW);

it("returns the content of a person's access token", async () => {
  const { token, expiresIn } = issueAccessToken(auth, CLAIMS, NOW);
  expect(expiresIn).toBe(900);
  expect(await verify(token)).toEqual({
    sub: ACCOUNT,
    type: 'user',
    sessionId: SESSION,
    organizationId: ORGANIZATION,
    membershipId: MEMBERSHIP,
    roles: ['manager'],
    platformRoles: [],
    accountVersion: 3,
    membershipVersion: 7,
    membershipSince: 3,
    organizationVersion: 4,
    expiresAt: NOW + 905_000,
  });
});

it("returns the content of a service's token for work without a caller", async () => {
  const { token, expiresIn } = issueServiceToken(inventory, SERVICE, NOW);
  expect(expiresIn).toBe(60);
  expect(await verify(token)).toEqual({
    sub: 'service:inventory',
    type: 'service',
    organizationId: ORGANIZATION,
    roles: [],
    platformRoles: [],
    subject: 'tenancy.settle',
    onBehalfOf: ACCOUNT,
    expiresAt: NOW + 65_000,
  });
});

describe('a token is refused', () => {
  const iat = Math.floor(NOW / 1_000);
  const good = {
    iss: 'opsledger',
    aud: 'opsledger',
    sub: ACCOUNT,
    iat,
    exp: iat + 900,
    sid: SESSION,
    org: ORGANIZATION,
    roles: ['admin'],
    platform_roles: [],
  };
  const header = (key: SigningKey, more: object = {}) => ({
    alg: 'ES256' as const,
    kid: key.kid,
    typ: 'at+jwt',
    ...more,
  });
  const signed = (claims: object, key: SigningKey = auth, more: object = {}) =>
    sign(claims, key.privateKey, { algorithm: 'ES256', header: header(key, more) });
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const without = (claim: keyof typeof good) =>
    Object.fromEntries(Object.entries(good).filter(([name]) => name !== claim));
  const withHmac = () => {
    const pem = createPublicKey(auth.privateKey).export({ type: 'spki', format: 'pem' });
    const text = `${encoded({ ...header(auth), alg: 'HS256' })}.${encoded(good)}`;
    return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
  };
  const tampered = () => {
    const [head, , signature] = signed(good).split('.');
    return [head, encoded({ ...good, sub: SESSION }), signature].join('.');
  };
  const otherCurve = () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    return sign(good, privateKey, { algorithm: 'ES384', header: { alg: 'ES384', kid: auth.kid, typ: 'at+jwt' } });
  };

  it.each<[string, () => string]>([
    ['that is empty', () => ''],
    ['that is no token', () => 'olk_not.a.token'],
    ['whose header is no JSON', () => `${Buffer.from('{').toString('base64url')}.${encoded(good)}.x`],
    ['that is longer than any of ours', () => signed({ ...good, padding: 'x'.repeat(9_000) })],
    ['with alg none', () => `${encoded({ ...header(auth), alg: 'none' })}.${encoded(good)}.`],
    ['with alg none in capitals', () => `${encoded({ ...header(auth), alg: 'NONE' })}.${encoded(good)}.`],
    ['without a signature', () => `${signed(good).split('.').slice(0, 2).join('.')}.`],
    ['with HS256 over the public key', withHmac],
    ['of another curve', otherCurve],
    ['whose claims were changed', tampered],
    ["signed by a stranger's key", () => signed(good, stranger)],
    ["signed by a stranger's key under auth's id", () => signed(good, stranger, { kid: auth.kid })],
    ['that brings its own key', () => signed(good, stranger, { kid: 'x', jwk: stranger.publicJwk })],
    ['without a key id', () => signed(good, auth, { kid: undefined })],
    ['whose key id is a path', () => signed(good, auth, { kid: `../../keys/${auth.kid}` })],
    ['whose key id is SQL', () => signed(good, auth, { kid: `x' OR kid = '${auth.kid}` })],
    ['whose key id is no text', () => signed(good, auth, { kid: [auth.kid] as never })],
    ['with an extension that must be understood', () => signed(good, auth, { crit: ['b64'], b64: false })],
    ['of another issuer', () => signed({ ...good, iss: 'somebody' })],
    ['for another audience', () => signed({ ...good, aud: 'somebody' })],
    ['without an audience', () => signed(without('aud'))],
    ['that has expired', () => signed({ ...good, exp: iat - 6 })],
    ['that never expires', () => signed(without('exp'))],
    ['that is not valid yet', () => signed({ ...good, nbf: iat + 60 })],
    ['without a subject', () => signed(without('sub'))],
    ['whose subject is no account', () => signed({ ...good, sub: 'service:auth' })],
    ['without a session', () => signed(without('sid'))],
    ['whose organisation is no id', () => signed({ ...good, org: 'acme' })],
    ['whose roles are no names', () => signed({ ...good, roles: [{ admin: true }] })],
    ['of no known type', () => signed(good, auth, { typ: 'JWT' })],
    ["for a person, signed by a service's key", () => signed(good, inventory)],
    ["of a service, signed by auth's key", () => issueServiceToken(auth, SERVICE, NOW).token],
    [
      "of a service, signed by another service's key",
      () => issueServiceToken(inventory, { ...SERVICE, service: 'tenancy' }, NOW).token,
    ],
    ['of a service, passed off as a person’s', () => signed({ ...good, sub: 'service:inventory' }, inventory)],
    [
      'of a service without a subject',
      () => signed({ ...without('sid'), sub: 'service:inventory' }, inventory, { typ: 'service+jwt' }),
    ],
  ])('%s', async (_, forge) => {
    await expect(verify(forge())).rejects.toMatchObject({ name: 'DomainError', code: 'UNAUTHENTICATED' });
  });

  it('but not without the particular fault of the others', async () => {
    await expect(verify(signed(good))).resolves.toMatchObject({ sub: ACCOUNT });
  });
});

it('caches a good token and looks up no key again, until it expires', async () => {
  let now = NOW;
  const lookups: string[] = [];
  const remembering = verifierAt(() => now, lookups);
  const { token } = issueAccessToken(auth, CLAIMS, NOW);
  const first = await remembering(token);
  now = NOW + 29_999;
  expect(await remembering(token)).toBe(first);
  expect(lookups).toEqual([auth.kid]);
  now = NOW + 904_999;
  expect(await remembering(token)).toEqual(first);
  expect(lookups).toEqual([auth.kid, auth.kid]);
  now = NOW + 905_000;
  await expect(remembering(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  await expect(remembering(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

it.each([
  ['a text that is not PEM', 'no key'],
  [
    'an RSA key',
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  ],
  [
    'another curve',
    generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  ],
])('a signing key is not made of %s, and the text is not in the message', (_, pem) => {
  expect(() => signingKeyFromPem(String(pem))).toThrow(/^not a private key/);
});
