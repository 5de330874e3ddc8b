export { Unreachable, guardedFetch, type FetchGuard } from './guarded-fetch';
