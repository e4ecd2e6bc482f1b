import { Module, type OnModuleInit } from '@nestjs/common';
import { DrawerShelf } from '../drawers/drawer-shelf.js';
import { DrawersModule } from '../drawers/drawers.module.js';
import { InstagramDrawer } from './instagram.drawer.js';
import { MessengerDrawer } from './messenger.drawer.js';
import { WhatsappDrawer } from './whatsapp.drawer.js';

/** Meta's three channels, which share one way of signing, one API and one kind of account. */
@Module({ imports: [DrawersModule] })
export class MetaModule implements OnModuleInit {
  constructor(private readonly shelf: DrawerShelf) {}

  onModuleInit(): void {
    this.shelf.add(new WhatsappDrawer());
    this.shelf.add(new MessengerDrawer());
    this.shelf.add(new InstagramDrawer());
  }
}
