import type { LevelWithSilent } from 'pino';
import type { MaskedKind } from '../core/privacy/findings.js';
import type { VendorApi } from './vendor-apis.js';

/** The environment after it was read once, checked and frozen. Nothing else reads process.env. */
export interface Config {
  role: 'api' | 'worker' | 'all';
  port: number;
  host: string;
  /** Where the pages and the API are reached from outside, without a trailing slash. */
  publicUrl: string;
  /** Where a worker, which opens no other door, tells its health and figures; undefined for nowhere. */
  healthPort: number | undefined;
  smtpPort: number;
  smtpHost: string;
  /** Undefined: the embedded PostgreSQL of the bare profile. */
  databaseUrl: string | undefined;
  /** Undefined: BullMQ on PostgreSQL and sockets in this process. */
  redisUrl: string | undefined;
  databasePoolSize: number;
  dataDir: string;
  /** Undefined on the bare profile, where a key is made and kept in the data folder. */
  secretKey: string | undefined;
  /** Where outgoing mail goes; undefined keeps it with a clear failure on each message. */
  smtpUrl: string | undefined;
  /** On the demo without SMTP_URL: the folder that outgoing mail is written to instead, as .eml files. */
  mailDropDir: string | undefined;
  mailMaxBytes: number;
  /** The host name whose Authentication-Results header is believed. */
  mailAuthservId: string | undefined;
  /** Largest file that is kept, from whatever side it comes. */
  mediaMaxBytes: number;
  /** Where files are kept; undefined for a folder in the data folder. */
  s3: { endpoint: string; bucket: string; region: string; accessKeyId: string; secretAccessKey: string } | undefined;
  /** STUN and TURN servers that the parties of a call are given as they are; none: calls work where the two reach each other directly. */
  iceServers: readonly { urls: string[]; username?: string; credential?: string }[];
  /** A TURN server whose passwords are made for each call. */
  turn: { urls: string[]; secret: string; ttlS: number } | undefined;
  seedDemo: boolean;
  logLevel: LevelWithSilent;
  rawRetentionDays: number;
  /** What is veiled in every text before it is stored. */
  maskedKinds: readonly MaskedKind[];
  /** Multiplies every rate limit: for large offices behind one address, and for load tests. */
  rateLimitScale: number;
  /** Where the API of each vendor is, without a trailing slash. */
  vendorUrls: Readonly<Record<VendorApi, string>>;
  /** The longest a call to a vendor may take, its whole answer included. */
  vendorTimeoutMs: number;
  /** Whether panels may be in the own network, or on this machine. */
  panelAllowPrivate: boolean;
  /** Who writes handover briefs instead of the rules; undefined, the default: nobody. */
  digestWriter: { url: string; secret: string; timeoutMs: number } | undefined;
  /** How many reverse proxies in front are believed for the caller's address. */
  trustedProxies: number;
}

/** Nest token under which the frozen configuration is provided. */
export const CONFIG = Symbol('config');
