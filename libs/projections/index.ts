export * from './engine/checkpoint-waits';
export * from './engine/engine';
export * from './declare/event-decoding';
export { FilledProjections } from './engine/filled-projections';
export * from './log-reading/log-reader';
export * from './migrations';
export * from './engine/operations';
export * from './declare/projection';
export { AppendOnly } from '#libs/read-models';
