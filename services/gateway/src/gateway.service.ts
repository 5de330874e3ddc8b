import type { EdgeDefinition } from '#libs/runtime';
import { createGateway } from './gateway';

/** HTTP for every client outside: it owns no contract and has no rows. */
export const gateway: EdgeDefinition = { name: 'gateway', create: createGateway };
