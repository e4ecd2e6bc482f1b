import { IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator';
import { IsMoment } from '../platform/http/moment.js';
import { IsVisible } from '../platform/http/visible.js';

export class PromiseBody {
  @IsString()
  @Length(1, 1000)
  @IsVisible()
  text: string;

  @IsOptional()
  @IsMoment()
  dueAt?: string | null;
}

export class FactBody {
  /** What kind of thing it is: `order_number`, `email`, `contract`. */
  @Matches(/^[a-z][a-z0-9_]{0,49}$/, { message: 'kind must be a word of lower case letters, digits and underscores' })
  kind: string;

  @IsString()
  @Length(1, 500)
  @IsVisible()
  value: string;

  @IsOptional()
  @IsString()
  @Length(1, 100)
  @IsVisible()
  label?: string | null;

  /** Where it came up. */
  @IsOptional()
  @IsUUID()
  conversationId?: string | null;

  /** A fact that this one puts right: it is no longer shown. */
  @IsOptional()
  @IsUUID()
  supersedes?: string | null;
}
