import { Module, type OnModuleInit } from '@nestjs/common';
import { DrawerShelf } from '../drawers/drawer-shelf.js';
import { DrawersModule } from '../drawers/drawers.module.js';
import { TwilioSmsDrawer, TwilioWhatsappDrawer } from './twilio-messaging.drawer.js';

/** Text messages and WhatsApp by Twilio. */
@Module({ imports: [DrawersModule] })
export class TwilioModule implements OnModuleInit {
  constructor(private readonly shelf: DrawerShelf) {}

  onModuleInit(): void {
    this.shelf.add(new TwilioSmsDrawer());
    this.shelf.add(new TwilioWhatsappDrawer());
  }
}
