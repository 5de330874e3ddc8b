import { Event, type EventOptions } from '../declare/event';
import { Count, Flag, Id } from '../declare/fields';

/** The events of an account's second factor. Its secret and the recovery codes are in tables. */
export class SecondFactorFact {
  @Id() accountId!: string;
  @Id({ technical: true, description: 'The row of the secret' }) factorId!: string;
}

const declared = (action: string, summary: string): EventOptions<SecondFactorFact> => ({
  category: 'auth.account',
  version: 1,
  entity: { type: 'account', id: 'accountId' },
  action,
  summary,
});

@Event<SecondFactorEnabled>({
  ...declared('account.second_factor_enabled', 'A person set up a second factor'),
  implies: { secondFactor: true },
})
export class SecondFactorEnabled extends SecondFactorFact {
  static readonly type = 'SecondFactorEnabled';
}

/** Sessions lose the factor that they confirmed. */
@Event<SecondFactorDisabled>({
  ...declared('account.second_factor_disabled', 'A person removed their second factor'),
  narrowsAccess: 'account',
  implies: { secondFactor: false },
})
export class SecondFactorDisabled extends SecondFactorFact {
  static readonly type = 'SecondFactorDisabled';
  @Flag({ description: 'The password is too short to be the only factor: it must be changed at the next use' })
  mustChangePassword!: boolean;
}

@Event<RecoveryCodeUsed>({
  ...declared('account.recovery_code_used', 'A person used a recovery code in place of their second factor'),
  occurrence: true,
})
export class RecoveryCodeUsed extends SecondFactorFact {
  static readonly type = 'RecoveryCodeUsed';
  @Count({ min: 0, max: 100, description: 'How many codes are left' }) left!: number;
}
