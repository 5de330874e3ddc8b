import { join } from 'node:path';
import { ROLES } from '#libs/read-models';
import { type OpenStorageOptions, openStorage, storageMigrations } from '#libs/storage';
import type { Configuration } from '../configuration/configuration';
import type { Mechanism } from './mechanism';

export const storageMechanism: Mechanism = {
  name: 'storage',
  migrations: storageMigrations,
  open({ configuration, platform, services, onFault }) {
    const { keys, projectorPool, sizes } = platform;
    // The gateway alone reaches the rows of uploads and no others.
    const pool = services.length > 0 ? projectorPool : platform.pool(ROLES.uploads, sizes.pool);
    const where = placeOf(configuration);
    const opened = openStorage({
      pool,
      keys,
      where,
      onFault: (error) => onFault('stored files were not swept', error),
    });
    const { storage } = opened;
    return {
      provides: () => ({ storage }),
      personalStores: [
        { name: 'storage', erase: ({ tenantId, subject }) => storage.erase(tenantId, subject), tables: [] },
      ],
      start: () => opened.start(),
      stop: () => opened.stop(),
      gauges: async () => {
        const value = (await opened.gauges())['opsledger_storage_unclaimed'] ?? 0;
        return [{ name: 'storage_unclaimed', help: 'Stored files that no command has named yet', value }];
      },
    };
  },
};

/** The bucket that `S3_*` name, else a folder of this host. */
function placeOf(configuration: Configuration): OpenStorageOptions['where'] {
  const { s3Endpoint: endpoint, s3Bucket: bucket, s3AccessKey: accessKey, s3SecretKey: secretKey } = configuration;
  if (endpoint !== undefined && bucket !== undefined && accessKey !== undefined && secretKey !== undefined) {
    return { s3: { endpoint, bucket, accessKey, secretKey } };
  }
  return { folder: join(configuration.dataDir, 'files') };
}
