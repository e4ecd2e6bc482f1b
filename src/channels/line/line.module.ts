import { Module } from '@nestjs/common';
import { DrawerShelf } from '../drawers/drawer-shelf.js';
import { DrawersModule } from '../drawers/drawers.module.js';
import { lineDrawer } from './line-drawer.js';

@Module({ imports: [DrawersModule] })
export class LineModule {
  constructor(shelf: DrawerShelf) {
    shelf.add(lineDrawer);
  }
}
