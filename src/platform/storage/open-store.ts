import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import type { BlobStore } from './blob-store.js';
import { DiskStore } from './disk-store.js';
import { S3Store } from './s3-store.js';

/** A bucket where one is configured, otherwise a folder beside the rest of this server's data. */
export const openStore = ({ s3, dataDir }: Pick<Config, 's3' | 'dataDir'>): BlobStore =>
  s3 ? new S3Store(s3) : new DiskStore(join(dataDir, 'files'));
