import { Storage1767225830000 } from './migrations/1767225830000-storage';

export { BlobMissing, type BlobKey, type Blobs } from './blobs';
export { FolderBlobs } from './folder';
export * from './media-type';
export { ObjectTable, type StoredObject } from './object-table';
export * from './open-storage';
export { S3Blobs, S3Failed, type S3Options } from './s3';
export { Storage, type PutOptions, type StorageOptions } from './storage';
export { UndecipherableObject } from './stream-cipher';

/** The schema `storage`, in order. */
export const storageMigrations = [Storage1767225830000];
