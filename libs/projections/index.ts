export * from './projection';
export { AppendOnly } from '#libs/read-models';
