import { IdentityProviderRemoved, IdentityProviderSet } from '#contracts/auth/identity-provider-events';
import { event } from '#contracts/declare/event';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { identityProvider, type IdentityProviderEvent } from './identity-provider';
import { removeIdentityProvider, setIdentityProvider, type IdentityProviderFacts } from './set-identity-provider';

const organizationId = GIVEN.tenantId;
const [secretId, other] = ['0197a3c4-0000-7000-8000-0000000000e1', '0197a3c4-0000-7000-8000-0000000000e2'];
const provider = { organizationId, issuer: 'https://id.example.com', clientId: 'opsledger' };
const FACTS: IdentityProviderFacts = { organization: 'active', secretId: null, isProduction: true };

const set = (more: Partial<IdentityProviderSet> = {}) =>
  event(IdentityProviderSet, { ...provider, secretId, scopes: [], amrAsSecondFactor: false, ...more });
const setting = (command: object, facts: Partial<IdentityProviderFacts>, ...past: readonly IdentityProviderEvent[]) =>
  given(identityProvider, ...past).when(
    setIdentityProvider,
    { ...provider, ...command },
    { facts: { ...FACTS, ...facts } },
  );

it('is set with a secret, and changed with or without another one', () => {
  setting({}, { secretId }).then(set());
  setting({ scopes: ['profile'] }, {}, set()).then(set({ scopes: ['profile'] }));
  setting({ amrAsSecondFactor: true }, { secretId: other }, set()).then(
    set({ amrAsSecondFactor: true, secretId: other }),
  );
  setting({}, {}, set()).thenNothing();
});

it('sends no secret to another issuer or client than it was entered for', () => {
  for (const command of [{}, { issuer: 'https://evil.example.com' }, { clientId: 'another' }]) {
    const past = 'issuer' in command || 'clientId' in command ? [set()] : [];
    setting(command, {}, ...past).thenRefused('VALIDATION_FAILED');
  }
  const removed = event(IdentityProviderRemoved, { organizationId, issuer: provider.issuer });
  setting({}, {}, set(), removed).thenRefused('VALIDATION_FAILED');
});

it('is asked by https in production', () => {
  const issuer = 'http://127.0.0.1:9000';
  setting({ issuer }, { secretId }).thenRefused('VALIDATION_FAILED');
  setting({ issuer }, { secretId, isProduction: false }).then(set({ issuer }));
});

it('is of an organisation that is there', () => {
  setting({}, { secretId, organization: 'absent' }).thenRefused('NOT_FOUND');
});

it('is removed once', () => {
  const removed = event(IdentityProviderRemoved, { organizationId, issuer: provider.issuer });
  given(identityProvider, set()).when(removeIdentityProvider, { organizationId }).then(removed);
  given(identityProvider, set(), removed).when(removeIdentityProvider, { organizationId }).thenRefused('NOT_FOUND');
});
