/** What a service's providers are injected with, beside what the service itself provides. */
export const EVENT_LOG = Symbol('EventLog');
/** Reads and writes events as the log has them: `EventCodec`. */
export const CODEC = Symbol('EventCodec');
export const COMMANDS = Symbol('Commands');
export const TENANT_READER = Symbol('TenantReader');
export const PLATFORM_READER = Symbol('PlatformReader');
/** Sends as the service itself: `ServiceSender`. */
export const SENDER = Symbol('ServiceSender');
/** Waits until projections have reached a position: `ReadProgress`. */
export const READ_PROGRESS = Symbol('ReadProgress');
/** A pg pool as the role that owns the service's secret tables: `ServiceDefinition.secretsRole`. */
export const SECRETS_DATABASE = Symbol('SecretsDatabase');
/** The service's own key, which signs its tokens: `SigningKey`. */
export const SIGNING_KEY = Symbol('SigningKey');
/** Who holds a reserved value: `Reservations`. */
export const RESERVATIONS = Symbol('ReservationLookup');
/** What an operator can see and do of projections: `ProjectionOperations`. */
export const OPERATIONS = Symbol('ProjectionOperations');
/** Everything that waits for a person: `ParkedWork`. */
export const PARKED = Symbol('ParkedWork');
/** The declared settings of the process. */
export const CONFIG = Symbol('Config');
/** What callers ask of the imports of the service's kinds: `Imports`. */
export const IMPORTS = Symbol('Imports');
