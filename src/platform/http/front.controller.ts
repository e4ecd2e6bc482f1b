import { Controller, Get, Header, Param, Redirect } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type ErrorCode, errorCodes } from '../../contracts/errors.js';
import { Public } from './public.js';
import { notFound } from './refusal.js';

/** Where a person lands who types the bare address, and what a problem's `type` leads to. */
@ApiExcludeController()
@Public()
@Controller()
export class FrontController {
  @Get()
  @Redirect('/console/', 302)
  front(): void {
    // The decorator answers.
  }

  @Get('problems/:code')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  problem(@Param('code') code: string): string {
    if (!Object.hasOwn(errorCodes, code)) throw notFound('problem');
    const [status, title] = errorCodes[code as ErrorCode];
    return `${code}: ${title} (HTTP ${status})\n`;
  }
}
