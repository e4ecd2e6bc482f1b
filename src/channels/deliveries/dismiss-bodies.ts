import { IsOptional, IsString, Length } from 'class-validator';

export class DismissBody {
  /** Why, in the words of whoever does it; kept in the audit log. */
  @IsOptional()
  @IsString()
  @Length(1, 500)
  reason?: string;
}
