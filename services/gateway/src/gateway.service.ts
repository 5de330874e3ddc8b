import type { EdgeDefinition } from '#libs/runtime';
import { createGateway } from './gateway';

/** HTTP on one side, the bus on the other: what clients see of the platform. */
export const gateway: EdgeDefinition = { name: 'gateway', create: createGateway };
