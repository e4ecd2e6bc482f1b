import { IsString, MaxLength } from 'class-validator';

export class DraftCheckBody {
  /** What is about to be sent; it is read and not kept. */
  @IsString()
  @MaxLength(20_000)
  text: string;
}
