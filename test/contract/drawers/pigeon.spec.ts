import { describeDrawer } from './conformance.js';
import { pigeonCase } from './pigeon.js';

describeDrawer(pigeonCase({}));
