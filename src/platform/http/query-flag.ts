import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';

/** `true` or `false` in a query, or left out. Judged as it was written: by the type of the field any text would be true. */
export const QueryFlag = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => {
      const said = obj[key];
      return said === 'true' ? true : said === 'false' ? false : said;
    }),
    IsBoolean(),
    IsOptional(),
  );
