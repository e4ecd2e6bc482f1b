/** Over a queue `q`: whether its hours let it serve now, and the next opening as RFC 3339 where there is one. */
export const openColumns = `(q.closed_until IS NULL OR q.closed_until <= (SELECT app_now())) AS open,
  CASE WHEN q.closed_until > (SELECT app_now()) AND isfinite(q.closed_until)
    THEN to_char(q.closed_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') END AS "opensAt"`;
