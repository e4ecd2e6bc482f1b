import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, MaxLength, Min } from 'class-validator';
import { CurrentPrincipal, type Principal } from '../../accounts/principal.js';
import type { OfferView } from '../../contracts/routing-views.js';
import type { ConversationView } from '../../contracts/views.js';
import { Database } from '../../platform/database/database.js';
import { AcceptOffer } from './accept-offer.service.js';
import { DeclineOffer } from './decline-offer.service.js';
import { liveOffersOf } from './offers.queries.js';

export class AcceptBody {
  @IsOptional()
  @IsInt()
  @Min(1)
  epoch?: number;
}

export class DeclineBody {
  @IsOptional()
  @IsString()
  @MaxLength(200)
  reason?: string;
}

@ApiTags('Offers')
@Controller('v1')
export class OffersController {
  constructor(
    private readonly db: Database,
    private readonly acceptOffer: AcceptOffer,
    private readonly declineOffer: DeclineOffer,
  ) {}

  @Get('me/offers')
  async mine(@CurrentPrincipal() by: Principal): Promise<{ data: OfferView[] }> {
    return { data: await liveOffersOf(this.db, by.id) };
  }

  @Post('offers/:id/accept')
  @HttpCode(200)
  accept(
    @CurrentPrincipal() by: Principal,
    @Param('id') offerId: string,
    @Body() { epoch }: AcceptBody,
  ): Promise<ConversationView> {
    return this.acceptOffer.execute({ offerId, by, epoch });
  }

  @Post('offers/:id/decline')
  @HttpCode(204)
  decline(@CurrentPrincipal() by: Principal, @Param('id') offerId: string, @Body() { reason }: DeclineBody): Promise<void> {
    return this.declineOffer.execute({ offerId, by, reason });
  }
}
