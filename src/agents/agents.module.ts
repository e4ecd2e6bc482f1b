import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AgentsController } from './agents.controller.js';
import { CannedRepliesController } from './canned-replies/canned-replies.controller.js';
import { CannedReplies } from './canned-replies/canned-replies.service.js';
import { ChangeAgent } from './change-agent.service.js';
import { CreateAgent } from './create-agent.service.js';
import { Devices } from './devices/devices.service.js';
import { LeaseInterceptor } from './lease.interceptor.js';
import { ForcePresence } from './presence-force.service.js';
import { AgentPresenceController, PresenceController } from './presence.controller.js';
import { Presence } from './presence.service.js';
import { SkillsController } from './skills/skills.controller.js';
import { Skills } from './skills/skills.service.js';

/** The people who answer: what they can do, what they can carry, whether they are there. */
@Module({
  imports: [AccountsModule],
  controllers: [AgentsController, PresenceController, AgentPresenceController, SkillsController, CannedRepliesController],
  providers: [
    Presence,
    ForcePresence,
    Devices,
    CreateAgent,
    ChangeAgent,
    Skills,
    CannedReplies,
    { provide: APP_INTERCEPTOR, useClass: LeaseInterceptor },
  ],
  exports: [Presence, Devices, CreateAgent, ChangeAgent, Skills],
})
export class AgentsModule {}
