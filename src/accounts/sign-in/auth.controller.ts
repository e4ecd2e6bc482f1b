import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiCookieAuth, ApiTags } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import type { Request, Response } from 'express';
import type { SignInView } from '../../contracts/views.js';
import { Limited } from '../../platform/http/limited.guard.js';
import { Public } from '../../platform/http/public.js';
import { bearerOf } from '../auth.guard.js';
import { PASSWORD_MAX_LENGTH } from '../passwords.js';
import { RefreshCookie } from './refresh-cookie.js';
import { RefreshSession } from './refresh-session.service.js';
import { SignIn } from './sign-in.service.js';
import { SignOut } from './sign-out.service.js';
import { NeverStored } from '../../platform/http/idempotency.js';

export class SignInBody {
  @IsString()
  @Length(1, 320)
  email: string;

  @IsString()
  @Length(1, PASSWORD_MAX_LENGTH)
  password: string;
}

@ApiTags('Sign-in')
@Public()
@NeverStored()
@Controller('v1/auth')
export class AuthController {
  constructor(
    private readonly signIn: SignIn,
    private readonly refreshSession: RefreshSession,
    private readonly signOut: SignOut,
    private readonly cookie: RefreshCookie,
  ) {}

  // Per address, generous enough for a whole office behind one: the account's own lock stops guessing.
  @Limited({ name: 'sign-in', points: 60, seconds: 60 })
  @HttpCode(200)
  @Post('login')
  async login(
    @Body() body: SignInBody,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignInView> {
    this.cookie.assertOwnPage(request);
    const { view, refreshToken } = await this.signIn.execute(body.email.trim(), body.password);
    this.cookie.set(response, refreshToken);
    return view;
  }

  @Limited({ name: 'refresh', points: 300, seconds: 60 })
  @ApiCookieAuth('refresh')
  @HttpCode(200)
  @Post('refresh')
  async refresh(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<SignInView> {
    this.cookie.assertOwnPage(request);
    const { view, refreshToken } = await this.refreshSession.execute(this.cookie.read(request));
    if (refreshToken) this.cookie.set(response, refreshToken);
    return view;
  }

  @Limited({ name: 'sign-out', points: 300, seconds: 60 })
  @HttpCode(204)
  @Post('logout')
  async logout(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    this.cookie.assertOwnPage(request);
    await this.signOut.execute(this.cookie.read(request), bearerOf(request.headers.authorization));
    this.cookie.clear(response);
  }
}
