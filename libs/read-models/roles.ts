/**
 * The roles of connections. A login has no rights of its own: it is a member of roles like these, and every pool sets
 * one of them when it connects. These belong to a process that runs several services.
 */
export const ROLES = {
  /** Owns every object of libs, and acts for the owners of services. Used by migrations and, for all, by the engine. */
  migrator: 'opsledger_migrator',
  /** Inserts into and selects from the log. */
  log: 'opsledger_log',
  /** Selects from the log, and appends nothing. */
  logReader: 'opsledger_log_reader',
  /** Writes read models, of all tenants. */
  projector: 'opsledger_projector',
  /** Reads the rows of one tenant at a time. */
  reader: 'opsledger_reader',
  /** Reads the rows of one account at a time, in any tenant. */
  account: 'opsledger_account',
  /** Reads across tenants, for the few queries of the platform's own people. */
  platform: 'opsledger_platform',
  /** The secret tables of auth, and published access. */
  auth: 'opsledger_auth',
  /** The ordinary tables of workflow: secrets of HR sources, and what they sent. */
  workflow: 'opsledger_workflow',
  /** Rows of stored files until a command names them: of a process that runs no service. */
  uploads: 'opsledger_uploads',
  /** Finds and makes keys of personal data by their names, through functions alone. */
  keyring: 'opsledger_keyring',
  /** The tables of keys: destroys keys, and counts them by master key. */
  keys: 'opsledger_keys',
} as const;

/** Of one service: the service's login is `login`, or a member of it; pools set the others. */
export const SERVICE_ROLE_KINDS = ['login', 'owner', 'projector', 'reader', 'account', 'platform'] as const;

/** Of a service that has no tables. */
export const READING_ROLE_KINDS = ['login', 'reader', 'account', 'platform'] as const;

export type ServiceRoleKind = (typeof SERVICE_ROLE_KINDS)[number];

export type ServiceRole = `opsledger_${string}_${ServiceRoleKind}`;

export type Role = (typeof ROLES)[keyof typeof ROLES] | ServiceRole;

/**
 * The roles that one process sets: those of its one service, or those of all. The owner creates, switches and drops the
 * tables of read models.
 */
export type RoleSet = Readonly<Record<Exclude<ServiceRoleKind, 'login'>, Role>>;

export const ROLES_OF_ALL: RoleSet = {
  owner: ROLES.migrator,
  projector: ROLES.projector,
  reader: ROLES.reader,
  account: ROLES.account,
  platform: ROLES.platform,
};

export function serviceRole(service: string, kind: ServiceRoleKind): ServiceRole {
  return `opsledger_${service}_${kind}`;
}

/** The roles of one service, whose schema has its name; they reach no other service's rows. */
export function rolesOf(service: string): RoleSet {
  return {
    owner: serviceRole(service, 'owner'),
    projector: serviceRole(service, 'projector'),
    reader: serviceRole(service, 'reader'),
    account: serviceRole(service, 'account'),
    platform: serviceRole(service, 'platform'),
  };
}

/** Owns the text search functions; no pool sets it. It sees all rows; its functions add the tenant. */
export const SEARCH_ROLE = 'opsledger_search';

/** Owns the function that sums up the rows of a read model; no pool sets it. */
export const CHECKSUM_ROLE = 'opsledger_checksum';

/** The rights of every projector on the engine's tables. No pool sets it. */
export const ENGINE_ROLE = 'opsledger_engine';

/** The rights of every reader on data published to all services. No pool sets it. */
export const PUBLISHED_ROLE = 'opsledger_published';

/** The schema of the engine's own tables and the list of migrations. */
export const ENGINE_SCHEMA = 'engine';
