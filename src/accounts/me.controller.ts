import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import type { MeView } from '../contracts/views.js';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from './passwords.js';
import { AllowIntegration, CurrentPrincipal, type Principal, type SignedIn } from './principal.js';
import { ChangePassword } from './sign-in/change-password.service.js';
import { NeverStored } from '../platform/http/idempotency.js';

export class ChangePasswordBody {
  @IsString()
  @Length(1, PASSWORD_MAX_LENGTH)
  current: string;

  @IsString()
  @Length(PASSWORD_MIN_LENGTH, PASSWORD_MAX_LENGTH)
  new: string;
}

@ApiTags('Sign-in')
@NeverStored()
@Controller('v1/me')
export class MeController {
  constructor(private readonly changePassword: ChangePassword) {}

  @AllowIntegration()
  @Get()
  me(@CurrentPrincipal() { type, id, name, role, inboxIds }: Principal): MeView {
    return { type, id, name, role, inboxIds };
  }

  @HttpCode(204)
  @Post('password')
  async password(@CurrentPrincipal() agent: SignedIn, @Body() body: ChangePasswordBody): Promise<void> {
    await this.changePassword.execute(agent, body.current, body.new);
  }
}
