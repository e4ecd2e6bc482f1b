import { Module } from '@nestjs/common';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { AttachmentsController } from './attachments.controller.js';
import { ExpectMedia } from './expect-media.service.js';
import { KeepFile } from './keep-file.service.js';
import { ReadAttachment } from './read-attachment.service.js';
import { ServeAttachmentController } from './serve-attachment.controller.js';
import { SettleAttachment } from './settle-attachment.service.js';
import { SweepUnused } from './sweep-unused.service.js';
import { UploadAttachment } from './upload-attachment.service.js';
import { UploadIntake } from './upload-intake.js';

const services = [ExpectMedia, KeepFile, ReadAttachment, SettleAttachment, UploadAttachment, UploadIntake];

/** The files of messages: taken in, kept, shown by signed links, read by those who send them on. */
@Module({
  imports: [AccountsModule],
  controllers: [AttachmentsController, ServeAttachmentController],
  providers: [...services, SweepUnused],
  exports: services,
})
export class AttachmentsModule {}
