import { Injectable } from '@nestjs/common';
import type { Channel } from '../../contracts/words.js';
import type { Drawer } from './drawer.js';

/** All drawers of this build. Each puts itself here when the application starts; nothing else knows a vendor by name. */
@Injectable()
export class DrawerShelf {
  private readonly drawers: Drawer[] = [];

  add(drawer: Drawer<never, never> | Drawer): void {
    const { channel, provider } = drawer;
    if (this.drawers.some((one) => one.channel === channel && one.provider === provider))
      throw new Error(`two drawers for ${channel} by ${provider}`);
    this.drawers.push(drawer as Drawer);
  }

  /** The drawer an inbox names; without a provider the first of its channel. */
  of(channel: Channel, provider?: string | null): Drawer | undefined {
    return this.drawers.find((one) => one.channel === channel && (!provider || one.provider === provider));
  }

  providersOf(channel: Channel): string[] {
    return this.drawers.filter((one) => one.channel === channel).map((one) => one.provider);
  }
}
