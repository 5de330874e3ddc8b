import { AccountCreated, AccountErased, PlatformRolesSet } from '#contracts/auth/account-events';
import { CustomRoleChanged, CustomRoleCreated, CustomRoleDeleted } from '#contracts/auth/custom-role-events';
import { SecondFactorDisabled, SecondFactorEnabled } from '#contracts/auth/second-factor-events';
import { SessionStarted } from '#contracts/auth/session-events';
import type { EventLog, RecordedEvent } from '#libs/event-log';

export interface KnownAccount {
  readonly createdAt: string;
  readonly lastSignIn: string | null;
  readonly platformRoles: readonly string[];
  readonly hasSecondFactor: boolean;
}

export interface KnownRole {
  readonly organizationId: string;
  readonly name: string;
  readonly permissions: readonly string[];
}

/** The accounts and custom roles of the log, by id; no name and no address of a person. */
export interface People {
  readonly accounts: ReadonlyMap<string, KnownAccount>;
  readonly roles: ReadonlyMap<string, KnownRole>;
}

type Fact = Pick<RecordedEvent, 'type' | 'recordedAt'> & { readonly data: string };

/** Reads the whole log: read models may lag, and have no sign-ins. */
export async function peopleIn(log: Pick<EventLog, 'readPages'>): Promise<People> {
  const fold = new PeopleFold();
  for await (const page of log.readPages()) for (const event of page) fold.add(event);
  return fold;
}

export class PeopleFold implements People {
  readonly accounts = new Map<string, KnownAccount>();
  readonly roles = new Map<string, KnownRole>();

  private readonly folds = new Map<string, (data: string, recordedAt: string) => void>([
    this.on(AccountCreated, ({ accountId }, createdAt) =>
      this.accounts.set(accountId, { createdAt, lastSignIn: null, platformRoles: [], hasSecondFactor: false }),
    ),
    this.on(AccountErased, ({ accountId }) => this.accounts.delete(accountId)),
    this.on(PlatformRolesSet, ({ accountId, roles }) => this.change(accountId, { platformRoles: roles })),
    this.on(SecondFactorEnabled, ({ accountId }) => this.change(accountId, { hasSecondFactor: true })),
    this.on(SecondFactorDisabled, ({ accountId }) => this.change(accountId, { hasSecondFactor: false })),
    this.on(SessionStarted, ({ accountId }, lastSignIn) => this.change(accountId, { lastSignIn })),
    this.on(CustomRoleCreated, (role) => this.keep(role)),
    this.on(CustomRoleChanged, (role) => this.keep(role)),
    this.on(CustomRoleDeleted, ({ roleId }) => this.roles.delete(roleId)),
  ]);

  /** Events of other types are not parsed. */
  add({ type, recordedAt, data }: Fact): void {
    this.folds.get(type)?.(data, recordedAt);
  }

  private on<Data>(
    event: { readonly type: string; new (): Data },
    fold: (data: Data, recordedAt: string) => unknown,
  ): [string, (data: string, recordedAt: string) => void] {
    return [event.type, (data, recordedAt) => void fold(JSON.parse(data) as Data, recordedAt)];
  }

  private change(accountId: string, change: Partial<KnownAccount>): void {
    const known = this.accounts.get(accountId);
    if (known) this.accounts.set(accountId, { ...known, ...change });
  }

  private keep({ roleId, organizationId, name, permissions }: CustomRoleCreated | CustomRoleChanged): void {
    this.roles.set(roleId, { organizationId, name, permissions });
  }
}
