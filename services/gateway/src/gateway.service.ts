import type { EdgeDefinition } from '#libs/runtime';
import { createGateway } from './gateway';

/** HTTP for everyone outside: no contract is its own, and it has no rows. */
export const gateway: EdgeDefinition = { name: 'gateway', create: createGateway };
