import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsEmail,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  isUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { type Channel, channels } from '../contracts/words.js';
import { decodeCursor, ListQuery } from '../platform/http/cursor.js';
import { Refusal } from '../platform/http/refusal.js';
import { mostPerMessage } from './attachments/take-uploads.js';
import { TemplateBody } from './template-body.js';

export class ListConversationsQuery extends ListQuery {
  /** One status or several, separated by commas. */
  @IsOptional()
  @Matches(/^(waiting|offered|assigned|snoozed|closed)(,(waiting|offered|assigned|snoozed|closed))*$/, {
    message: 'status must be waiting, offered, assigned, snoozed or closed, or several of them separated by commas',
  })
  status?: string;

  /** An agent's id, or `me`. */
  @IsOptional()
  @Matches(/^(me|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i, { message: 'assignee must be an id or "me"' })
  assignee?: string;

  /** Who held it last: an agent's id, or `me`. A closed conversation has no assignee, but it has this. */
  @IsOptional()
  @Matches(/^(me|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i, { message: 'lastAgent must be an id or "me"' })
  lastAgent?: string;

  @IsOptional()
  @IsUUID()
  queue?: string;

  @IsOptional()
  @IsUUID()
  customer?: string;
}

export class ThreadQuery extends ListQuery {
  /** Only messages after this `seq`. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;
}

export class CustomerThreadQuery extends ThreadQuery {
  /** The id of a message of the thread: only what stands before it, the nearest; oldest first all the same. */
  @IsOptional()
  @IsUUID()
  before?: string;
}

/** Where a page of a thread starts: the cursor of the page before, else `after`, else the beginning. */
export function placeAfter(query: ThreadQuery): { seq: number; id: string | null } {
  const [seq, id] = decodeCursor(query.cursor, 2) ?? [];
  if (seq === undefined || id === undefined) return { seq: query.after ?? 0, id: null };
  if (!/^\d{1,15}$/.test(seq) || !isUUID(id))
    throw new Refusal('bad_cursor', 'The cursor is not one of ours; start from the first page.');
  return { seq: Number(seq), id };
}

export class FindMessagesQuery extends ListQuery {
  @IsString()
  @Length(1, 1000)
  externalId: string;

  /** Id or key of an inbox. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  inbox?: string;
}

export class EditConversationBody {
  @IsOptional()
  @IsString()
  @MaxLength(500)
  subject?: string | null;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 60, { each: true })
  tags?: string[];

  @IsOptional()
  @IsObject()
  fields?: Record<string, unknown>;

  @IsOptional()
  @IsString()
  @Matches(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { message: 'language must be a BCP 47 tag such as en or zh-CN' })
  language?: string | null;

  @IsOptional()
  @IsInt()
  epoch?: number;
}

export class WriteMessageBody {
  @IsIn(['reply', 'note'])
  kind: 'reply' | 'note';

  /** May be empty or left out where files or a template go with it; null is not "left out". */
  @ValidateIf((_body, value) => value !== undefined)
  @IsString()
  @MaxLength(200_000)
  text?: string;

  /** Instead of a text: one that the vendor lets be sent outside the reply window. */
  @IsOptional()
  @ValidateNested()
  @Type(() => TemplateBody)
  template?: TemplateBody;

  /** Mail addresses that get a copy of this reply; on e-mail only. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsEmail({}, { each: true })
  cc?: string[];

  /** Ids of uploaded files. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(mostPerMessage)
  @IsUUID(undefined, { each: true })
  attachments?: string[];

  /** Agents whom a note names: they are told of it. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsUUID(undefined, { each: true })
  mentions?: string[];

  /** Made by the client; a retry with the same one never doubles the message. */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  clientId?: string;

  @IsOptional()
  @IsIn(channels)
  channel?: Channel;

  @IsOptional()
  @IsInt()
  epoch?: number;
}

export class MergeBody {
  /** The customer that becomes part of the one in the path. */
  @IsUUID()
  from: string;

  @IsString()
  @Length(1, 500)
  reason: string;
}
