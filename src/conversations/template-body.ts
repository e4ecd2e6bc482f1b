import { ArrayMaxSize, IsArray, IsString, Length, ValidateIf } from 'class-validator';

/** A template of the inbox, with what stands in its places. */
export class TemplateBody {
  @IsString()
  @Length(1, 512)
  name: string;

  @IsString()
  @Length(2, 20)
  language: string;

  /** May be left out; null is not "left out". */
  @ValidateIf((_body, value) => value !== undefined)
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @Length(1, 1024, { each: true })
  variables?: string[];
}
