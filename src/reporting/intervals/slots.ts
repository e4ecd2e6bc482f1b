/**
 * SQL that both reports begin with. Expects $1 from, $2 to, $3 the step in ms. Events are read beyond `to`, because a
 * conversation that came in an interval may be answered after it.
 */
export const slots = `
  clock AS MATERIALIZED (SELECT app_now() AS now),
  slots AS MATERIALIZED (
    SELECT start, start + $3::float8 * interval '1 ms' AS stop
    FROM generate_series($1::timestamptz, $2::timestamptz - interval '1 ms', $3::float8 * interval '1 ms') AS start)`;

/** Milliseconds of a time column that lie within a slot, as a number; `ended` null counts as now. */
export const overlapMs = (started: string, ended: string): string =>
  `greatest(0, extract(epoch FROM least(coalesce(${ended}, clock.now), slots.stop, clock.now) - greatest(${started}, slots.start)) * 1000)`;

/** How long each agent was in a state that takes or finishes work, as spans (agent_id, started, ended); absent ones have none. */
export const presentSpans = `
  states AS MATERIALIZED (
    SELECT agent_id, state, at AS started, lead(at) OVER (PARTITION BY agent_id ORDER BY at, epoch) AS ended
    FROM agent_state_log WHERE at < $2
  ), present AS MATERIALIZED (
    SELECT agent_id, started, ended FROM states
    WHERE state IN ('available', 'finishing') AND coalesce(ended, 'infinity') > $1)`;
