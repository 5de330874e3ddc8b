/** What a service's providers are injected with, beside what the service itself provides. */
export const EVENT_LOG = Symbol('EventLog');
export const COMMANDS = Symbol('Commands');
export const TENANT_READER = Symbol('TenantReader');
export const PLATFORM_READER = Symbol('PlatformReader');
/** Sends as the service itself: `ServiceSender`. */
export const SENDER = Symbol('ServiceSender');
/** Waits until projections have reached a position: `ReadProgress`. */
export const READ_PROGRESS = Symbol('ReadProgress');
/** The declared settings of the process. */
export const CONFIG = Symbol('Config');
