import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { CurrentPrincipal, type Principal } from '../../accounts/principal.js';
import { type DigestLanguage, digestLanguages, type DigestView } from '../../contracts/digest.js';
import { ReadDigest } from './read-digest.service.js';

class DigestQuery {
  /** Otherwise the first language of the caller in which briefs are written. */
  @IsOptional()
  @IsIn(digestLanguages)
  language?: DigestLanguage;
}

@ApiTags('Context')
@Controller('v1/conversations/:id/digest')
export class DigestController {
  constructor(private readonly readDigest: ReadDigest) {}

  @Get()
  read(@CurrentPrincipal() by: Principal, @Param('id') id: string, @Query() { language }: DigestQuery): Promise<DigestView> {
    return this.readDigest.execute(id, { agentId: by.id, language });
  }
}
