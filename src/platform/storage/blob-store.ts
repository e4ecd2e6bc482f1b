import type { Readable } from 'node:stream';

/** The first and the last byte, both included. */
export interface ByteRange {
  start: number;
  end: number;
}

/** The store cannot be reached or cannot take more: nothing was lost, a later try may succeed. */
export class StorageAway extends Error {}

/**
 * Bytes by key. Keys are made by the callers, of lower-case letters, digits, `-`, `.` and `/`; a key is written once and its
 * bytes never change. Every method throws StorageAway where the store itself is in trouble.
 */
export abstract class BlobStore {
  /** Resolves once the bytes are safe: a crash right after it loses nothing. Writing the same key again is harmless. */
  abstract put(key: string, body: Buffer, contentType: string): Promise<void>;
  /** The whole, or a part; undefined where nothing is under the key. */
  abstract open(key: string, range?: ByteRange): Promise<Readable | undefined>;
  /** The whole in memory; undefined where nothing is under the key. */
  abstract read(key: string): Promise<Buffer | undefined>;
  abstract exists(key: string): Promise<boolean>;
  /** Deleting what is not there is harmless. */
  abstract delete(key: string): Promise<void>;
}

const wellFormed = /^[a-z0-9][a-z0-9.-]*(\/[a-z0-9][a-z0-9.-]*)*$/;

/** Throws for a key that could lead out of the store; ours never do. */
export function assertKey(key: string): void {
  if (!wellFormed.test(key) || key.length > 500) throw new Error('a blob key that is none of ours');
}
