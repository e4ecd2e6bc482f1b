import { AgentPresence } from './agent-presence.entity.js';
import { AgentStateLogEntry } from './agent-state-log.entity.js';
import { CannedReply } from './canned-replies/canned-reply.entity.js';
import { AgentDevice } from './devices/agent-device.entity.js';
import { AgentSkill } from './skills/agent-skill.entity.js';
import { Skill } from './skills/skill.entity.js';

export const agentsEntities = [Skill, AgentSkill, AgentPresence, AgentStateLogEntry, AgentDevice, CannedReply];
