import { importMechanism } from './import-mechanism';
import { mailMechanism } from './mail-mechanism';
import type { Mechanism } from './mechanism';
import { scheduleMechanism } from './schedule-mechanism';
import { storageMechanism } from './storage-mechanism';

/** In the order of their start, which is that of what one lends to the next; stopped the other way round. */
export const MECHANISMS: readonly Mechanism[] = [storageMechanism, importMechanism, scheduleMechanism, mailMechanism];
