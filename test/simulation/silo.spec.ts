import { describe, expect, it } from '@jest/globals';
import { loadAtEqualP95, runCompany } from './silo.js';

/** Forty agents, 80 % load; what the published claims of omnichannel support are set beside is in the benchmark. */
const TERMS = { seed: 1, issues: 20_000, load: 0.8 };

describe('a team for each channel, or one pool', () => {
  const silos = runCompany('silos', TERMS);
  const pool = runCompany('one pool, this matcher', TERMS);

  it('one pool with one thread for each customer cuts the wait by at least three quarters', () => {
    expect(1 - pool.wait / silos.wait).toBeGreaterThanOrEqual(0.75);
  });

  it('resolves faster, by what the waits, the telling again and the known agent are worth', () => {
    expect(silos.resolution / pool.resolution).toBeGreaterThan(1.15);
    expect(pool.continuity).toBeGreaterThan(2 * silos.continuity);
  });

  it('carries more at the same p95 wait', () => {
    const few = { ...TERMS, issues: 5_000 };
    expect(loadAtEqualP95('one pool, this matcher', few, silos.p95) / TERMS.load).toBeGreaterThan(1.15);
  });
});
