import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { WidgetAttachmentView } from '../../../contracts/views.js';
import { UploadAttachment } from '../../../conversations/attachments/upload-attachment.service.js';
import { UploadIntake } from '../../../conversations/attachments/upload-intake.js';
import { actorOfSession } from '../sessions/widget-session.js';
import { shownFile } from '../thread/widget-message.js';
import type { Admitted } from './widget-door.js';

export type UploadedView = WidgetAttachmentView & { id: string };

/** Files of customers, for a message that they have yet to send. */
@Injectable()
export class WidgetUploads {
  constructor(
    private readonly intake: UploadIntake,
    private readonly uploads: UploadAttachment,
  ) {}

  take({ session, inbox }: Admitted, request: Request, response: Response): Promise<UploadedView> {
    return this.intake.take(request, response, async (file) => {
      const uploaded = await this.uploads.upload(actorOfSession(session), inbox.id, file);
      return { id: uploaded.id!, ...shownFile(uploaded) };
    });
  }
}
