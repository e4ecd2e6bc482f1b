import { Injectable } from '@nestjs/common';
import type { Channel } from '../../contracts/words.js';
import type { ConnectionForm, Drawer } from './drawer.js';

const isDrawer = (form: ConnectionForm): form is Drawer => 'translate' in form;

/** All drawers of this build. Each puts itself here when the application starts; nothing else knows a vendor by name. */
@Injectable()
export class DrawerShelf {
  private readonly forms: ConnectionForm[] = [];

  add(drawer: Drawer<never, never> | Drawer): void {
    this.addForm(drawer as Drawer);
  }

  /** For channels that come and go by doors of their own (mail, calls): only what an inbox of theirs must be told. */
  addForm(form: ConnectionForm<never, never> | ConnectionForm): void {
    const { channel, provider } = form;
    if (this.forms.some((one) => one.channel === channel && one.provider === provider))
      throw new Error(`two drawers for ${channel} by ${provider}`);
    this.forms.push(form as ConnectionForm);
  }

  /** The drawer an inbox names; without a provider the first of its channel. */
  of(channel: Channel, provider?: string | null): Drawer | undefined {
    return this.forms.filter(isDrawer).find((one) => one.channel === channel && (!provider || one.provider === provider));
  }

  formOf(channel: Channel, provider?: string | null): ConnectionForm | undefined {
    return this.forms.find((one) => one.channel === channel && (!provider || one.provider === provider));
  }

  providersOf(channel: Channel): string[] {
    return this.forms.filter((one) => one.channel === channel).map((one) => one.provider);
  }

  all(): Drawer[] {
    return this.forms.filter(isDrawer);
  }
}
