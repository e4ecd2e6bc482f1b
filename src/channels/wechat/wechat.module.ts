import { Module, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { DrawerShelf } from '../drawers/drawer-shelf.js';
import { DrawersModule } from '../drawers/drawers.module.js';
import { AccessTokens } from './access-tokens.js';
import { WechatDrawer } from './wechat.drawer.js';

/** WeChat Official Accounts. */
@Module({ imports: [DrawersModule] })
export class WechatModule implements OnModuleInit {
  constructor(
    private readonly shelf: DrawerShelf,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.shelf.add(new WechatDrawer(new AccessTokens(() => this.clock.now())));
  }
}
