export * from './bus';
export { BusConnection, BusUnreachable } from './bus-connection';
export type { BusConnectionOptions } from './bus-connection';
export * from './bus-permissions';
export type { BusRequest } from './bus-request';
export * from './nats-bus';
export * from './on-bus';
export * from './service-transport';
