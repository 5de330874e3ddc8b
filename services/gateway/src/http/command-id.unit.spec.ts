import fc from 'fast-check';
import { CreateUser } from '#contracts/auth/create-user';
import { CreateOrganization } from '#contracts/tenancy/create-organization';
import { commandIdFor, payloadDigestOf } from './command-id';

const scope = {
  callerId: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071',
  organizationId: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6072',
  method: 'POST',
  path: '/api/v1/items',
};

describe('the id of a command', () => {
  it('is the same on every gateway and in every release: it stands in the log', () => {
    expect(commandIdFor('delivery-4711', scope)).toBe('a5743e0c-5456-5d9e-aabd-61193e94b77b');
  });

  it('is another for every other scope or key', () => {
    const part = fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom('a', 'b', '/', '-') });
    const request = fc.tuple(fc.record({ callerId: part, organizationId: part, method: part, path: part }), part);
    fc.assert(
      fc.property(request, request, ([left, leftKey], [right, rightKey]) => {
        const same = JSON.stringify([left, leftKey]) === JSON.stringify([right, rightKey]);
        expect(commandIdFor(leftKey, left) === commandIdFor(rightKey, right)).toBe(same);
      }),
    );
  });
});

describe('the digest of a payload', () => {
  const user = { email: 'ada@example.org', name: 'Ada', roles: ['viewer'] };

  it('covers every field but the secret ones, also within others', () => {
    const ofUser = (more: object) => payloadDigestOf('a key', CreateUser, { ...user, ...more });
    expect(ofUser({ password: 'seven blue kettles sing' })).toBe(ofUser({ password: 'eight red kettles hum' }));
    expect(ofUser({ password: 'seven blue kettles sing' })).toBe(ofUser({}));
    expect(ofUser({ name: 'Grace' })).not.toBe(ofUser({}));
    expect(ofUser({ roles: ['admin'] })).not.toBe(ofUser({}));
    const ofOrganization = (admin: object) =>
      payloadDigestOf('a key', CreateOrganization, { slug: 'acme', name: 'Acme', admin: { ...user, ...admin } });
    expect(ofOrganization({ password: 'seven blue kettles sing' })).toBe(ofOrganization({}));
    expect(ofOrganization({ name: 'Grace' })).not.toBe(ofOrganization({}));
  });

  it('is another under another key', () => {
    expect(payloadDigestOf('a key', CreateUser, user)).not.toBe(payloadDigestOf('another', CreateUser, user));
  });
});
