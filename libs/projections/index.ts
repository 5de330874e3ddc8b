export * from './checkpoint-waits';
export * from './engine';
export * from './event-decoding';
export { FilledProjections } from './filled-projections';
export * from './log-reader';
export * from './migrations';
export * from './operations';
export * from './projection';
export { AppendOnly } from '#libs/read-models';
