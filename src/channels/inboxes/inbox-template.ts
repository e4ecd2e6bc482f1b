import { IsInt, IsString, Length, Matches, Max, Min } from 'class-validator';

/** A text that the vendor has approved, to be sent also outside the reply window. */
export class InboxTemplate {
  @Matches(/^[A-Za-z0-9][\w.-]{0,511}$/, { message: 'must be 1 to 512 letters, digits, underscores, dots or hyphens' })
  name: string;

  /** As the vendor writes it: `en`, `en_US`, `zh_CN`. */
  @Matches(/^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*$/, { message: 'must be a language such as en, en_US or zh_CN' })
  language: string;

  /** With `{{1}}`, `{{2}}` … where the variables stand. */
  @IsString()
  @Length(1, 4096)
  body: string;

  /** How many variables it takes. */
  @IsInt()
  @Min(0)
  @Max(20)
  variables: number;
}
