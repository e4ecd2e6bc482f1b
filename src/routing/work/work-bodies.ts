import { IsBoolean, IsIn, IsInt, IsNotEmpty, IsOptional, IsString, IsUUID, Length, Max, MaxLength, Min } from 'class-validator';
import { Moment } from '../../platform/http/moment.js';
import { type OutreachPurpose, outreachPurposes } from '../../contracts/privacy.js';
import { type Channel, channels } from '../../contracts/words.js';

/** `epoch`: the one the caller saw. People may leave it out, automation must send it. */
export class ActBody {
  @IsOptional()
  @IsInt()
  @Min(1)
  epoch?: number;

  /** Why, in the words of whoever does it; kept in the audit log. */
  @IsOptional()
  @IsString()
  @Length(1, 500)
  reason?: string;
}

/** Exactly one of `agentId` and `queueId`. */
export class MoveBody extends ActBody {
  @IsOptional()
  @IsUUID()
  agentId?: string;

  @IsOptional()
  @IsUUID()
  queueId?: string;

  /** Supervisors: above the limit, or with somebody who is absent. */
  @IsOptional()
  @IsBoolean()
  force?: boolean;
}

export class PlaceBody extends MoveBody {
  /** For whoever takes over; stays in the thread, the customer does not see it. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(10_000)
  note?: string;
}

/** Without a note the brief alone goes along. */
export class TransferBody extends PlaceBody {}

export class CloseBody extends ActBody {
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  outcome: string;
}

export class SnoozeBody extends ActBody {
  @Moment()
  until: Date;
}

export class PriorityBody extends ActBody {
  @IsInt()
  @Min(-100)
  @Max(100)
  priority: number;
}

export class SplitBody extends ActBody {
  @IsOptional()
  @IsUUID()
  fromMessageId?: string;

  @IsOptional()
  @IsString()
  @MaxLength(500)
  subject?: string;
}

export class StartConversationBody {
  @IsUUID()
  customerId: string;

  @IsString()
  @Length(1, 20_000)
  text: string;

  @IsOptional()
  @IsIn(channels)
  channel?: Channel;

  @IsOptional()
  @IsString()
  @MaxLength(500)
  subject?: string;

  @IsOptional()
  @IsString()
  @Length(1, 100)
  clientId?: string;

  /** What the customer is written to for. `service` (unless told otherwise) takes no refusal of theirs, `marketing` a yes. */
  @IsOptional()
  @IsIn(outreachPurposes)
  purpose?: OutreachPurpose;
}
