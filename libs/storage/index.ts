import { Storage1767225830000 } from './migrations/1767225830000-storage';
import { Uploads1767225886000 } from './migrations/1767225886000-uploads';

export type { BlobKey, Blobs } from './blobs';
export type { StoredObject } from './object-table';
export * from './open-storage';
export type { S3Options } from './s3';
export { Storage, type NewObject, type PutOptions, type StorageOptions } from './storage';

/** The migrations of the schema `storage`, in order. */
export const storageMigrations = [Storage1767225830000, Uploads1767225886000];
