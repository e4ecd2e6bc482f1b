import { Matches } from 'class-validator';

/** Controls, marks of direction, joiners of no width, the blank letters of some scripts, and what only changes the sign before it. */
const unseen = [
  '\\s\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e',
  '\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb',
].join('');

/**
 * A sign that is seen. Without classes of properties, for it stands in the description of the API, and reads the same with and
 * without the `u` flag; of the further planes the fourteenth has no sign that is seen.
 */
// eslint-disable-next-line no-misleading-character-class -- signs that change others are meant one by one
export const VISIBLE = new RegExp(`[^${unseen}\\ud800-\\udfff]|[\\ud800-\\udb3f\\udb44-\\udbff][\\udc00-\\udfff]`);

/** A text that somebody can read. */
export const IsVisible = (): PropertyDecorator =>
  Matches(VISIBLE, { message: '$property must not be blank: it has nothing that can be seen' });
