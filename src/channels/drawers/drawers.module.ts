import { Module } from '@nestjs/common';
import { DrawerShelf } from './drawer-shelf.js';
import { VendorHttpClient } from './vendor-http-client.js';

/** The shelf that every vendor's module puts its drawer on, and the one way out to vendors. */
@Module({ providers: [DrawerShelf, VendorHttpClient], exports: [DrawerShelf, VendorHttpClient] })
export class DrawersModule {}
