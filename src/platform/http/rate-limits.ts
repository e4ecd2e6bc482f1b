import { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from './refusal.js';

/** How many `points` a key may spend in `seconds`. */
export interface RateLimit {
  name: string;
  points: number;
  seconds: number;
}

/** What a public door spends; the headers of the answer are made from it. */
export interface Spent {
  name: string;
  seconds: number;
  limit: number;
  remaining: number;
  resetS: number;
}

/** Limits on the public doors: shared through Redis between processes, in memory on a bare machine. */
export class RateLimits {
  private readonly limiters = new Map<string, RateLimiterAbstract>();
  private readonly redis: Redis | undefined;

  constructor(
    redisUrl: string | undefined,
    private readonly scale = 1,
  ) {
    if (!redisUrl) return;
    this.redis = new Redis(redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 1, lazyConnect: true });
    this.redis.on('error', () => undefined);
    void this.redis.connect().catch(() => undefined);
  }

  /** Spends one point. Throws `rate_limited` with the seconds to wait. */
  async spend(limit: RateLimit, key: string, points = 1): Promise<Spent> {
    try {
      const result = await this.limiter(limit).consume(key, points);
      return {
        name: limit.name,
        seconds: limit.seconds,
        limit: limit.points * this.scale,
        remaining: result.remainingPoints,
        resetS: Math.ceil(result.msBeforeNext / 1000),
      };
    } catch (result) {
      if (!(result instanceof RateLimiterRes)) throw result;
      const retryAfterS = Math.max(1, Math.ceil(result.msBeforeNext / 1000));
      throw new Refusal('rate_limited', `Too many requests; try again in ${retryAfterS} s.`, {
        retryAfterS,
        limit: limit.points * this.scale,
        policy: limit.name,
        windowS: limit.seconds,
      });
    }
  }

  stop(): void {
    this.redis?.disconnect();
  }

  private limiter(limit: RateLimit): RateLimiterAbstract {
    let limiter = this.limiters.get(limit.name);
    if (!limiter) {
      const options = { keyPrefix: `limit:${limit.name}`, points: limit.points * this.scale, duration: limit.seconds };
      // While Redis is away each process counts for itself: a limit never turns into an outage.
      limiter = this.redis
        ? new RateLimiterRedis({ ...options, storeClient: this.redis, insuranceLimiter: new RateLimiterMemory(options) })
        : new RateLimiterMemory(options);
      this.limiters.set(limit.name, limiter);
    }
    return limiter;
  }
}
