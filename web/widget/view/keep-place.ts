/**
 * Whoever works by keyboard goes on where they were: when what has the focus goes away, the focus goes to the place that the gone
 * one named (`data-back`, a selector), or to the messages. Without it the browser puts it at the beginning of the page.
 */
export function keepPlace(root: ShadowRoot): void {
  let at: HTMLElement | null = null;
  let back: string | undefined;
  root.addEventListener('focusin', ({ target }) => {
    at = target as HTMLElement;
    back = at.closest<HTMLElement>('[data-back]')?.dataset['back'];
  });
  // Left and still there: they went elsewhere by themselves.
  root.addEventListener('focusout', () => setTimeout(() => at?.isConnected && !at.matches(':focus') && (at = null)));
  new MutationObserver(() => {
    if (!at || at.isConnected) return;
    at = null;
    if (root.activeElement || (document.activeElement ?? document.body) !== document.body) return;
    const place = [back, '#chat-messages', '#chat-launcher']
      .map((one) => one && root.querySelector<HTMLElement>(one))
      .find(Boolean);
    if (place) place.focus({ preventScroll: true });
  }).observe(root, { childList: true, subtree: true });
}
