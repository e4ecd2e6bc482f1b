/** What a table of moves answers: the next state, or the code of the refusal. Refusals are expected and are returned. */
export type Move<Status extends string> = { ok: true; status: Status } | { ok: false; code: 'illegal_move' };

/** For each state the events it accepts and where they lead; whatever is not listed is refused. */
export type MoveTable<Status extends string, Event extends string> = Readonly<
  Record<Status, Readonly<Partial<Record<Event, Status>>>>
>;

export function move<Status extends string, Event extends string>(
  table: MoveTable<Status, Event>,
  from: Status,
  event: Event,
): Move<Status> {
  const row = table[from];
  const status = Object.hasOwn(row, event) ? row[event] : undefined;
  return status === undefined ? { ok: false, code: 'illegal_move' } : { ok: true, status };
}
