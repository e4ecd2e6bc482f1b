import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { LimitedGuard } from '../platform/http/limited.guard.js';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { ApiKeys } from './api-keys/api-keys.service.js';
import { AuditController } from './audit/audit.controller.js';
import { Audit } from './audit/audit.service.js';
import { AuthGuard } from './auth.guard.js';
import { MeController } from './me.controller.js';
import { RolesGuard } from './roles.guard.js';
import { AuthController } from './sign-in/auth.controller.js';
import { ChangePassword } from './sign-in/change-password.service.js';
import { RefreshCookie } from './sign-in/refresh-cookie.js';
import { RefreshSession } from './sign-in/refresh-session.service.js';
import { RefreshTokens } from './sign-in/refresh-token.js';
import { Sessions } from './sign-in/sessions.repository.js';
import { SignIn } from './sign-in/sign-in.service.js';
import { SignOut } from './sign-in/sign-out.service.js';
import { Tokens } from './tokens.service.js';

/** Who may call: sign-in, sessions, roles, API keys, and what was done by whom. */
@Module({
  controllers: [AuthController, MeController, ApiKeysController, AuditController],
  providers: [
    Tokens,
    Sessions,
    RefreshTokens,
    RefreshCookie,
    SignIn,
    RefreshSession,
    SignOut,
    ChangePassword,
    ApiKeys,
    Audit,
    // In this order: a limit costs less than a look-up, and a role needs somebody to have it.
    { provide: APP_GUARD, useClass: LimitedGuard },
    { provide: APP_GUARD, useClass: AuthGuard },
    { provide: APP_GUARD, useClass: RolesGuard },
  ],
  exports: [Tokens, Sessions, ApiKeys, Audit],
})
export class AccountsModule {}
