import type { Database } from '../database/database.js';
import { pendingMigrations } from '../database/migrate.js';
import type { JobBus } from '../jobs/job-bus.js';

export type Check = 'ok' | 'failing';

export interface Readiness {
  status: Check;
  checks: Record<string, Check>;
}

/** Ready only when the database answers, no migration is pending and the job backend is there. */
export async function readinessOf(db: Database, jobs: JobBus): Promise<Readiness> {
  const [migrations, jobsReady] = await Promise.all([
    pendingMigrations(db.dataSource).then(
      (pending) => pending.length === 0,
      () => undefined,
    ),
    jobs.ready(),
  ]);
  const say = (good: boolean | undefined): Check => (good ? 'ok' : 'failing');
  const checks = { database: say(migrations !== undefined), migrations: say(migrations), jobs: say(jobsReady) };
  return { status: say(Object.values(checks).every((check) => check === 'ok')), checks };
}
