import { uuidv7 } from 'uuidv7';

/** A new opaque, time-sortable id (UUID v7). Ids are made in the app, never by the database. */
export const newId = (): string => uuidv7();
