import { IsBoolean, IsIn, IsOptional, IsString, IsUUID, Length, MaxLength } from 'class-validator';
import { suggestionStates, type SuggestionState } from '../../contracts/identity.js';
import { ListQuery } from '../../platform/http/cursor.js';

export class ListSuggestionsQuery extends ListQuery {
  @IsOptional()
  @IsIn(suggestionStates)
  state: SuggestionState = 'open';

  /** Only those that this customer is one of. */
  @IsOptional()
  @IsUUID()
  customer?: string;
}

export class AcceptSuggestionBody {
  /** Which of the two the other becomes part of; by default the one who has been here longer. */
  @IsOptional()
  @IsUUID()
  into?: string;
}

export class DismissSuggestionBody {
  @IsOptional()
  @IsString()
  @MaxLength(500)
  reason?: string;
}

export class SharedKeyBody {
  @IsBoolean()
  shared: boolean;
}

export class VerifyIdentityBody {
  /** How they proved it: they rang from it, said the code that was sent there, or answered a mail to it. */
  @IsIn(['call', 'code', 'mail'])
  by: 'call' | 'code' | 'mail';

  /** Where that can be read up: a call, a ticket. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  reference?: string;
}
