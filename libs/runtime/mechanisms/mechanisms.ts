import { erasureMechanism } from './erasure-mechanism';
import { importMechanism } from './import-mechanism';
import { mailMechanism } from './mail-mechanism';
import type { Mechanism } from './mechanism';
import { scheduleMechanism } from './schedule-mechanism';
import { storageMechanism } from './storage-mechanism';

/** In the order of the start: each provides parts to the next. Stopped in reverse. */
export const MECHANISMS: readonly Mechanism[] = [
  storageMechanism,
  importMechanism,
  scheduleMechanism,
  mailMechanism,
  // Last: it erases what the others hold.
  erasureMechanism,
];
