export * from './live';
export * from './live-limits';
export type { LiveStream } from './live-stream';
export { mayFollow } from './may-follow';
export type { ReadPositions } from './passed-positions';
export type { ReadThing } from './shared-things';
export { EVENT_STREAM } from './sse';
