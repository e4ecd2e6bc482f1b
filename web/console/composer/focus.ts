let field: HTMLTextAreaElement | null = null;

/** The one field that answers are written in. */
export function useAsComposer(element: HTMLTextAreaElement | null): void {
  field = element;
}

/**
 * The cursor goes to the end of what was written, and it goes at once: a key that is typed a moment too early would act on the
 * page. A text that is being put there is drawn a little later, so the end is looked for once more.
 */
export function focusComposer(): void {
  const before = field?.value;
  toEnd();
  requestAnimationFrame(() => {
    if (field?.value !== before && field === document.activeElement) toEnd();
  });
}

function toEnd(): void {
  field?.focus();
  field?.setSelectionRange(field.value.length, field.value.length);
}
