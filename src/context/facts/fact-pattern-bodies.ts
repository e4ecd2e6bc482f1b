import { ArrayMaxSize, IsArray, IsBoolean, IsOptional, IsString, Length, Matches, ValidateIf } from 'class-validator';
import { LONGEST_PATTERN } from '../../core/facts/linear/parse.js';

const given = (_body: unknown, value: unknown): boolean => value !== undefined;
const kindRule = { message: 'kind must be a word of lower case letters, digits and underscores' };
const kindPattern = /^[a-z][a-z0-9_]{0,49}$/;
const languageRule = { each: true, message: 'languages must be two-letter codes such as "en"' };
/** One line that the store can keep: no control characters, no half of a surrogate pair. */
const plain = /^(?=.*\S)[^\p{Cc}\p{Cs}]+$/su;
const plainRule = { message: 'must be one line, and not blank' };

export class NewFactPatternBody {
  /** What kind of fact it finds: one of the built-in ones, or a word of the deployment's own. */
  @Matches(kindPattern, kindRule)
  kind: string;

  /** How agents call it; questions for it are recognised by it too. */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  @Matches(plain, plainRule)
  label?: string | null;

  /** In the language of docs/facts.md: no back references, no looking around. `(?<value>…)` marks the fact in it. */
  @IsString()
  @Length(1, LONGEST_PATTERN)
  @Matches(plain, plainRule)
  pattern: string;

  /** Only in texts of these languages; empty: in all. */
  @ValidateIf(given)
  @IsArray()
  @ArrayMaxSize(20)
  @Matches(/^[a-z]{2}$/, languageRule)
  languages?: string[];

  /** A text in which the pattern must find a fact. */
  @IsString()
  @Length(1, 500)
  @Matches(plain, plainRule)
  example: string;

  /** A customer has one of it: two that differ contradict each other. */
  @ValidateIf(given)
  @IsBoolean()
  single?: boolean;

  @ValidateIf(given)
  @IsBoolean()
  enabled?: boolean;
}

export class FactPatternPatch {
  @ValidateIf(given)
  @Matches(kindPattern, kindRule)
  kind?: string;

  @IsOptional()
  @IsString()
  @Length(1, 100)
  @Matches(plain, plainRule)
  label?: string | null;

  @ValidateIf(given)
  @IsString()
  @Length(1, LONGEST_PATTERN)
  @Matches(plain, plainRule)
  pattern?: string;

  @ValidateIf(given)
  @IsArray()
  @ArrayMaxSize(20)
  @Matches(/^[a-z]{2}$/, languageRule)
  languages?: string[];

  @ValidateIf(given)
  @IsString()
  @Length(1, 500)
  @Matches(plain, plainRule)
  example?: string;

  @ValidateIf(given)
  @IsBoolean()
  single?: boolean;

  /** True puts one that was switched off in force again. */
  @ValidateIf(given)
  @IsBoolean()
  enabled?: boolean;
}
