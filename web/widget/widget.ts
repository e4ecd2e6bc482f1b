import { begin } from './begin.js';

// The address of this script stays the same for ever; what it loads has names that change with what is in it, and is kept for good.
begin(import.meta.url);
