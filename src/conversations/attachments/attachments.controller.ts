import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { AllowIntegration, CurrentPrincipal, type Principal } from '../../accounts/principal.js';
import type { AttachmentView } from '../../contracts/views.js';
import { NeverStored } from '../../platform/http/idempotency.js';
import { tellLimit } from '../../platform/http/limit-headers.js';
import { RateLimits } from '../../platform/http/rate-limits.js';
import { UploadAttachment } from './upload-attachment.service.js';
import { UploadIntake } from './upload-intake.js';

const perMinute = { name: 'uploads', points: 120, seconds: 60 };

/** Files of agents and of other systems, to be named by their ids in a message. */
@ApiTags('Attachments')
@Controller('v1/attachments')
export class AttachmentsController {
  constructor(
    private readonly intake: UploadIntake,
    private readonly uploads: UploadAttachment,
    private readonly limits: RateLimits,
  ) {}

  /** A repeat is another upload: nothing is lost by it, and what is not used is thrown away. */
  @AllowIntegration()
  @NeverStored()
  @Post()
  async upload(
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AttachmentView> {
    tellLimit(response, await this.limits.spend(perMinute, principal.id));
    const owner = { type: principal.type, id: principal.id };
    return this.intake.take(request, response, (file) => this.uploads.upload(owner, null, file));
  }
}
