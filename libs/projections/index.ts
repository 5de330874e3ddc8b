export * from './log-reader';
export * from './migrations';
export * from './projection';
export { AppendOnly } from '#libs/read-models';
