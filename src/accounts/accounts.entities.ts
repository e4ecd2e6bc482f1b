import { AgentAccount } from './agent-account.entity.js';
import { ApiKey } from './api-keys/api-key.entity.js';
import { AuditEntry } from './audit/audit-entry.entity.js';
import { SignInSession } from './sign-in/sign-in-session.entity.js';
import { SupervisorQueue } from './supervisor-queue.entity.js';

export const accountsEntities = [AgentAccount, SignInSession, ApiKey, AuditEntry, SupervisorQueue];
