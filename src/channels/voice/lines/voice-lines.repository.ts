import type { IvrState } from '../../../core/ivr/walk.js';
import type { Sql } from '../../../platform/database/tx.js';
import { newId } from '../../../platform/ids/new-id.js';
import type { Awaiting, Decided } from '../steps/next-step.js';
import type { LegRole } from './voice-leg.entity.js';

export interface LineRow {
  id: string;
  inbox_id: string;
  call_id: string | null;
  call_sid: string | null;
  direction: 'in' | 'out';
  phone: string | null;
  locale: string;
  step: number;
  claimed_step: number | null;
  answer: string | null;
  awaiting: Awaiting;
  decided: Decided | null;
  ivr: IvrState | null;
  announce: 'interrupted' | 'connecting' | null;
  room: string | null;
  conference_sid: string | null;
  recording_sid: string | null;
  ended_at: Date | null;
}

const lineColumns = `id, inbox_id, call_id, call_sid, direction, phone, locale, step, claimed_step, answer, awaiting, decided, ivr, announce, room,
  conference_sid, recording_sid, ended_at`;

export async function findLine(sql: Sql, inboxId: string, id: string): Promise<LineRow | undefined> {
  const values = [id, inboxId];
  return (await sql.query<LineRow>(`SELECT ${lineColumns} FROM voice_lines WHERE id = $1 AND inbox_id = $2`, values))[0];
}

export async function findLineBySid(sql: Sql, inboxId: string, callSid: string): Promise<LineRow | undefined> {
  const values = [inboxId, callSid];
  return (await sql.query<LineRow>(`SELECT ${lineColumns} FROM voice_lines WHERE inbox_id = $1 AND call_sid = $2`, values))[0];
}

export async function lineOfCall(sql: Sql, callId: string): Promise<LineRow | undefined> {
  return (await sql.query<LineRow>(`SELECT ${lineColumns} FROM voice_lines WHERE call_id = $1`, [callId]))[0];
}

export interface NewLine {
  inboxId: string;
  direction: 'in' | 'out';
  callSid: string | null;
  callId?: string;
  phone: string | null;
  locale: string;
}

/** The line of this call, made where it is the first that is heard of it. */
export async function openLine(sql: Sql, line: NewLine): Promise<LineRow> {
  const [made] = await sql.query<LineRow>(
    `INSERT INTO voice_lines (id, inbox_id, direction, call_sid, call_id, phone, locale) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (inbox_id, call_sid) WHERE call_sid IS NOT NULL DO NOTHING RETURNING ${lineColumns}`,
    [newId(), line.inboxId, line.direction, line.callSid, line.callId ?? null, line.phone, line.locale],
  );
  return made ?? (await findLineBySid(sql, line.inboxId, line.callSid!))!;
}

/** A claim that was not followed by an answer is over after this time: its process died. */
const CLAIM_S = 8;

/** Takes the right to answer one step; undefined where it was answered, or somebody else is at it. */
export async function claimStep(sql: Sql, lineId: string, step: number): Promise<LineRow | undefined> {
  const [line] = await sql.query<LineRow>(
    `UPDATE voice_lines SET claimed_step = $2, claimed_at = app_now(), heard_at = app_now()
     WHERE id = $1 AND step = $2 AND (claimed_step IS DISTINCT FROM $2 OR claimed_at < app_now() - interval '${CLAIM_S} seconds')
     RETURNING ${lineColumns}`,
    [lineId, step],
  );
  return line;
}

export const letGo = (sql: Sql, lineId: string, step: number): Promise<number> =>
  sql.run('UPDATE voice_lines SET claimed_step = NULL WHERE id = $1 AND step = $2', [lineId, step]);

export const keepDecision = (sql: Sql, lineId: string, decided: Decided, ivr: IvrState | null): Promise<number> =>
  sql.run('UPDATE voice_lines SET decided = $2, ivr = $3, locale = coalesce($4, locale) WHERE id = $1 AND step = $5', [
    lineId,
    JSON.stringify(decided),
    ivr ? JSON.stringify(ivr) : null,
    ivr?.locale ?? null,
    decided.step,
  ]);

/** The answer of a step, which every repeat of its webhook hears from now on. */
export const keepAnswer = (sql: Sql, line: LineRow, answer: string, awaiting: Awaiting): Promise<number> =>
  sql.run(
    `UPDATE voice_lines SET step = step + 1, answer = $3, awaiting = $4, claimed_step = NULL, decided = NULL, announce = NULL,
       heard_at = app_now() WHERE id = $1 AND step = $2`,
    [line.id, line.step, answer, awaiting],
  );

type LineChanges = Partial<Pick<LineRow, 'call_id' | 'call_sid' | 'announce' | 'room' | 'conference_sid' | 'recording_sid'>>;

export async function changeLine(sql: Sql, lineId: string, changes: LineChanges): Promise<void> {
  const values: unknown[] = [lineId];
  const sets = Object.entries(changes).map(([column, value]) => `${column} = $${values.push(value)}`);
  await sql.run(`UPDATE voice_lines SET ${[...sets, 'heard_at = app_now()'].join(', ')} WHERE id = $1`, values);
}

export const endLine = (sql: Sql, lineId: string): Promise<number> =>
  sql.run('UPDATE voice_lines SET ended_at = coalesce(ended_at, app_now()) WHERE id = $1', [lineId]);

/** Lines nobody has heard of for a while: the vendor's last word may be lost. */
export const quietLines = (sql: Sql, quietMs: number): Promise<LineRow[]> =>
  sql.query<LineRow>(
    `SELECT ${lineColumns} FROM voice_lines WHERE ended_at IS NULL AND heard_at < app_now() - $1 * interval '1 ms'
     ORDER BY heard_at LIMIT 50`,
    [quietMs],
  );

export interface LegRow {
  id: string;
  line_id: string;
  agent_id: string;
  role: LegRole;
  state: 'due' | 'ringing' | 'joined' | 'ended';
  room: string;
  call_sid: string | null;
}

const legColumns = 'id, line_id, agent_id, role, state, room, call_sid';

export async function findLeg(sql: Sql, id: string): Promise<LegRow | undefined> {
  return (await sql.query<LegRow>(`SELECT ${legColumns} FROM voice_legs WHERE id = $1`, [id]))[0];
}

export const liveLegs = (sql: Sql, lineId: string): Promise<LegRow[]> =>
  sql.query<LegRow>(`SELECT ${legColumns} FROM voice_legs WHERE line_id = $1 AND ended_at IS NULL ORDER BY made_at, id`, [
    lineId,
  ]);

/** The live leg of this person, made where there is none; `made` says which. */
export async function openLeg(
  sql: Sql,
  leg: Pick<LegRow, 'line_id' | 'agent_id' | 'role' | 'room'>,
): Promise<{ leg: LegRow; made: boolean }> {
  const [made] = await sql.query<LegRow>(
    `INSERT INTO voice_legs (id, line_id, agent_id, role, room) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (line_id, agent_id, role) WHERE ended_at IS NULL DO NOTHING RETURNING ${legColumns}`,
    [newId(), leg.line_id, leg.agent_id, leg.role, leg.room],
  );
  if (made) return { leg: made, made: true };
  const live = (await liveLegs(sql, leg.line_id)).find((one) => one.agent_id === leg.agent_id && one.role === leg.role);
  return live ? { leg: live, made: false } : openLeg(sql, leg);
}

/** The vendor's call for a leg is known: whoever answers first under this leg is it. Undefined: it is another call's, or over. */
export async function takeLeg(
  sql: Sql,
  legId: string,
  callSid: string,
  state: 'ringing' | 'joined',
): Promise<LegRow | undefined> {
  const [leg] = await sql.query<LegRow>(
    `UPDATE voice_legs SET call_sid = $2, state = CASE WHEN state = 'joined' THEN state ELSE $3 END,
       joined_at = CASE WHEN $3 = 'joined' THEN coalesce(joined_at, app_now()) ELSE joined_at END
     WHERE id = $1 AND ended_at IS NULL AND (call_sid IS NULL OR call_sid = $2) RETURNING ${legColumns}`,
    [legId, callSid, state],
  );
  return leg;
}

/** True where it was live until now. */
export const endLeg = async (sql: Sql, legId: string, reason: string): Promise<boolean> =>
  (await sql.run(`UPDATE voice_legs SET state = 'ended', ended_at = app_now(), reason = $2 WHERE id = $1 AND ended_at IS NULL`, [
    legId,
    reason,
  ])) === 1;

/** The colleague who was consulted is the agent of the call from now on. */
export const makeAgentLeg = (sql: Sql, legId: string): Promise<number> =>
  sql.run(`UPDATE voice_legs SET role = 'agent' WHERE id = $1 AND ended_at IS NULL`, [legId]);

/** Where an agent is rung; undefined where nobody has said. */
export async function phoneOf(sql: Sql, agentId: string): Promise<string | undefined> {
  return (await sql.query<{ address: string }>('SELECT address FROM agent_phones WHERE agent_id = $1', [agentId]))[0]?.address;
}
