import { Module } from '@nestjs/common';
import { DrawerShelf } from '../drawers/drawer-shelf.js';
import { DrawersModule } from '../drawers/drawers.module.js';
import { telegramDrawer } from './telegram-drawer.js';

@Module({ imports: [DrawersModule] })
export class TelegramModule {
  constructor(shelf: DrawerShelf) {
    shelf.add(telegramDrawer);
  }
}
