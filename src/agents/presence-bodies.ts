import { IsIn, IsNotIn, IsOptional, IsString, Length } from 'class-validator';
import { type PresenceState, presenceStates } from '../contracts/words.js';
import { RESERVED_REASONS } from '../core/lifecycle/presence.js';
import { IsMoment, Moment } from '../platform/http/moment.js';

class StateBody {
  @IsIn(presenceStates)
  state: PresenceState;

  /** Break, lunch, training, meeting, or any other words. */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  @IsNotIn(RESERVED_REASONS, { message: 'reason is a word that only Throughline gives' })
  reason?: string | null;
}

/** Body of `PUT /v1/me/presence` and of the socket command `presence.set`. */
export class PresenceBody extends StateBody {
  /** When they mean to be back, for `away` and `offline`: until then what waits for an answer is covered. */
  @IsOptional()
  @IsMoment()
  returnAt?: string | null;
}

/** Body of `PUT /v1/agents/{id}/presence`: the agent is shown the reason, and by whom. */
export class ForcedPresenceBody extends StateBody {}

export class StatesQuery {
  /** A day before `to` where left out. */
  @IsOptional()
  @Moment()
  from?: Date;

  /** Now where left out, and never later. */
  @IsOptional()
  @Moment()
  to?: Date;
}
