import type { VNode } from 'preact';
import { stretchesOf } from '../links.js';

/** Whatever a person wrote, as text; only plain addresses in it can be followed. */
export function Text({ text }: { text: string }): VNode {
  return (
    <p class="bubble" dir="auto">
      {stretchesOf(text).map(({ text: part, href }) =>
        href ? (
          <a href={href} target="_blank" rel="noopener noreferrer nofollow ugc">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </p>
  );
}
