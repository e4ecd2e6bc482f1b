import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import type { PanelContentView, PanelView } from '../../contracts/panels.js';
import { Database } from '../../platform/database/database.js';
import type { Scope } from '../../platform/database/tx.js';
import { NeverStored } from '../../platform/http/idempotency.js';
import { notFound } from '../../platform/http/refusal.js';
import { withEtag } from '../../platform/http/version-guard.js';
import { AskPanel } from './ask-panel.service.js';
import { NewPanelBody, PanelPatch } from './panel-bodies.js';
import { findPanel, listPanels, panelView } from './panels.queries.js';
import { Panels } from './panels.service.js';

@ApiTags('Context')
@Roles('admin')
@Controller('v1/panels')
export class PanelsController {
  constructor(
    private readonly db: Database,
    private readonly panels: Panels,
  ) {}

  @Get()
  async list(): Promise<{ data: PanelView[] }> {
    return { data: (await listPanels(this.db)).map(panelView) };
  }

  @Get(':id')
  async get(@Param('id') id: string, @Res({ passthrough: true }) response: Response): Promise<PanelView> {
    const found = await findPanel(this.db, id);
    if (!found) throw notFound('panel');
    return withEtag(response, panelView(found));
  }

  /** The answer may hold a secret, which is kept nowhere but sealed. */
  @NeverStored()
  @Post()
  create(@CurrentPrincipal() by: Principal, @Body() body: NewPanelBody): Promise<PanelView & { secret?: string }> {
    return this.as(by, (scope) => this.panels.create(scope, body));
  }

  @Patch(':id')
  async change(
    @CurrentPrincipal() by: Principal,
    @Param('id') id: string,
    @Body() body: PanelPatch,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PanelView> {
    return withEtag(response, await this.as(by, (scope) => this.panels.change(scope, id, body, ifMatch)));
  }

  @HttpCode(204)
  @Delete(':id')
  delete(
    @CurrentPrincipal() by: Principal,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    return this.as(by, (scope) => this.panels.delete(scope, id, ifMatch));
  }

  private as<T>(by: Principal, work: (scope: Scope) => Promise<T>): Promise<T> {
    return this.db.transaction((tx) => work({ actor: actorOf(by), tx }));
  }
}

@ApiTags('Context')
@Controller('v1/conversations/:id/panels')
export class ConversationPanelsController {
  constructor(private readonly asking: AskPanel) {}

  @Get(':key')
  read(@CurrentPrincipal() by: Principal, @Param('id') id: string, @Param('key') key: string): Promise<PanelContentView> {
    return this.asking.read(actorOf(by), id, key);
  }
}
