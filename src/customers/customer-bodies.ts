import { IsIn, IsObject, IsOptional, IsString, IsUUID, Length, Matches, MaxLength } from 'class-validator';
import { type IdentityKind, identityKinds } from '../contracts/words.js';
import { ListQuery } from '../platform/http/cursor.js';

export class ListCustomersQuery extends ListQuery {
  /** The start of a name, or an exact e-mail address, phone number or external id. */
  @IsOptional()
  @IsString()
  @Length(1, 255)
  query?: string;
}

export class EditCustomerBody {
  @IsOptional()
  @IsString()
  @MaxLength(200)
  name?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(60)
  tier?: string | null;

  @IsOptional()
  @Matches(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { message: 'locale must be a BCP 47 tag such as en or zh-CN' })
  locale?: string | null;

  @IsOptional()
  @Matches(/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/, { message: 'timeZone must be an IANA zone such as Asia/Shanghai' })
  @MaxLength(60)
  timeZone?: string | null;

  /** Merged into what is there; null removes one. */
  @IsOptional()
  @IsObject()
  attributes?: Record<string, unknown>;

  @IsOptional()
  @IsUUID()
  accountOwnerId?: string | null;
}

export class AddIdentityBody {
  @IsIn(identityKinds.filter((kind) => kind !== 'visitor'))
  kind: IdentityKind;

  @IsString()
  @Length(1, 255)
  value: string;
}

export class BlockBody {
  @IsOptional()
  @IsString()
  @MaxLength(500)
  reason?: string;
}
