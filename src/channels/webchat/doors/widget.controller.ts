import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { WidgetConversationView, WidgetMessageView } from '../../../contracts/views.js';
import { tellLimit } from '../../../platform/http/limit-headers.js';
import { Consents } from '../../../customers/consents/consents.service.js';
import { Public } from '../../../platform/http/public.js';
import { type OpenedSession, OpenWidgetSession } from '../sessions/open-widget-session.service.js';
import { AskForCallBack } from '../thread/ask-for-call-back.service.js';
import { type Rated, RateConversation } from '../thread/rate-conversation.service.js';
import { CallBackBody, MessagesQuery, OpenSessionBody, RatingBody, ReadBody, SendBody, WaitingBody } from './widget-bodies.js';
import { WidgetCommands } from './widget-commands.service.js';
import { type Admitted, WidgetDoor } from './widget-door.js';
import { WidgetLimits } from './widget-limits.js';
import { type UploadedView, WidgetUploads } from './widget.uploads.js';
import { WidgetWaiting } from './widget.waiting.js';
import { CurrentWidget, WidgetSessionGuard } from './widget-session.guard.js';
import { NeverStored } from '../../../platform/http/idempotency.js';

/** `nextCursor` goes into `after`; `head` and `epoch` are where the thread stands, for a later `sync`. */
interface WidgetMessages {
  data: WidgetMessageView[];
  meta: { hasMore: boolean; nextCursor: string | null; head: number; epoch: number };
}

@ApiTags('Widget')
@Public()
@NeverStored()
@Controller('v1/widget/sessions')
export class WidgetSessionsController {
  constructor(
    private readonly door: WidgetDoor,
    private readonly limits: WidgetLimits,
    private readonly openSession: OpenWidgetSession,
    private readonly consents: Consents,
  ) {}

  @Post()
  async open(
    @Body() body: OpenSessionBody,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<OpenedSession> {
    const address = request.ip ?? 'unknown';
    const { origin, host } = request.headers;
    const inbox = await this.door.inboxFor(body.inboxKey, { origin, host }).catch(async (error: unknown) => {
      // Guessing keys is limited like opening sessions.
      await this.limits.openSession(undefined, address);
      throw error;
    });
    tellLimit(response, await this.limits.openSession(inbox, address));
    const opened = await this.openSession.open(inbox, body);
    if (body.consent)
      await this.consents.sayAll(opened.customer.id, { ...body.consent }, { inboxId: inbox.id, page: body.page?.url ?? null });
    return opened;
  }
}

@ApiTags('Widget')
@ApiBearerAuth('widget')
@Public()
@UseGuards(WidgetSessionGuard)
@Controller('v1/widget')
export class WidgetController {
  constructor(
    private readonly commands: WidgetCommands,
    private readonly limits: WidgetLimits,
    private readonly rateConversation: RateConversation,
    private readonly askForCallBack: AskForCallBack,
    private readonly waiting: WidgetWaiting,
    private readonly uploads: WidgetUploads,
  ) {}

  @Get('messages')
  async messages(@CurrentWidget() widget: Admitted, @Query() query: MessagesQuery): Promise<WidgetMessages> {
    const { messages, hasMore, head, epoch } = await this.commands.messages(widget, query.after, query.limit);
    return {
      data: messages,
      meta: { hasMore, nextCursor: hasMore ? String(messages.at(-1)?.seq ?? query.after) : null, head, epoch },
    };
  }

  /** 201 with the message; 200 with the first one where the client id was used before. */
  @Post('messages')
  async send(
    @CurrentWidget() widget: Admitted,
    @Body() body: SendBody,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WidgetMessageView> {
    const { message, duplicate } = await this.commands.send(widget, body);
    if (duplicate) response.status(200);
    return message;
  }

  /** One file as multipart/form-data, in the field `file`; its id goes into `attachments` of a message. */
  @NeverStored()
  @Post('attachments')
  async upload(
    @CurrentWidget() widget: Admitted,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UploadedView> {
    tellLimit(response, await this.limits.upload(widget.session));
    return this.uploads.take(widget, request, response);
  }

  @Post('rating')
  async rate(@CurrentWidget() widget: Admitted, @Body() body: RatingBody): Promise<Rated> {
    await this.limits.signal(widget.session);
    return this.rateConversation.rate(widget.session, body);
  }

  /** The wish as a message of theirs. Errors: `not_found` (the inbox offers none), `invalid_request` (no such number). */
  @Post('callback')
  async callBack(
    @CurrentWidget() widget: Admitted,
    @Body() body: CallBackBody,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WidgetMessageView> {
    await this.limits.send(widget.inbox, widget.session);
    const { message, duplicate } = await this.askForCallBack.ask(widget.session, widget.inbox, body);
    if (duplicate) response.status(200);
    return message;
  }

  /** Errors: `not_found` (nothing said yet), `illegal_move` (not in line), `invalid_request` (nobody to wait for). */
  @Post('waiting')
  @HttpCode(200)
  chooseWaiting(@CurrentWidget() widget: Admitted, @Body() body: WaitingBody): Promise<WidgetConversationView> {
    return this.waiting.choose(widget, body.choice);
  }

  @Post('read')
  @HttpCode(204)
  async read(@CurrentWidget() widget: Admitted, @Body() body: ReadBody): Promise<void> {
    await this.commands.read(widget, body.seq);
  }
}
