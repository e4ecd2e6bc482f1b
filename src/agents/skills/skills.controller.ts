import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsString, Length, Matches } from 'class-validator';
import { afterId } from '../../accounts/after-id.js';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import type { Page, SkillView } from '../../contracts/views.js';
import { Database } from '../../platform/database/database.js';
import { ListQuery, page } from '../../platform/http/cursor.js';
import { notFound } from '../../platform/http/refusal.js';
import { findSkill, listSkills } from './skills.repository.js';
import { Skills } from './skills.service.js';

export class SkillPatch {
  @IsString()
  @Length(1, 200)
  name: string;
}

export class NewSkillBody extends SkillPatch {
  /** Lower case, digits and - _ . : ; what queues ask for. */
  @Matches(/^[a-z0-9][a-z0-9._:-]{0,63}$/)
  key: string;
}

@ApiTags('Agents')
@Controller('v1/skills')
export class SkillsController {
  constructor(
    private readonly db: Database,
    private readonly skills: Skills,
  ) {}

  @Get()
  async list(@Query() query: ListQuery): Promise<Page<SkillView>> {
    return page(
      await listSkills(this.db, afterId(query), query.limit),
      query.limit,
      (skill) => [skill.id],
      (skill) => skill,
    );
  }

  @Get(':id')
  async get(@Param('id') id: string): Promise<SkillView> {
    const skill = await findSkill(this.db, id);
    if (!skill) throw notFound('skill');
    return skill;
  }

  @Roles('admin')
  @Post()
  create(@CurrentPrincipal() principal: Principal, @Body() { key, name }: NewSkillBody): Promise<SkillView> {
    return this.db.transaction((tx) => this.skills.create({ actor: actorOf(principal), tx }, key, name));
  }

  @Roles('admin')
  @Patch(':id')
  rename(@CurrentPrincipal() principal: Principal, @Param('id') id: string, @Body() { name }: SkillPatch): Promise<SkillView> {
    return this.db.transaction((tx) => this.skills.rename({ actor: actorOf(principal), tx }, id, name));
  }

  @Roles('admin')
  @HttpCode(204)
  @Delete(':id')
  delete(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    return this.db.transaction((tx) => this.skills.delete({ actor: actorOf(principal), tx }, id));
  }
}
