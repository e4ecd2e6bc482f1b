let field: HTMLTextAreaElement | null = null;

/** The one field that answers are written in. */
export function useAsComposer(element: HTMLTextAreaElement | null): void {
  field = element;
}

/** The cursor goes to the end of what was written. */
export function focusComposer(): void {
  requestAnimationFrame(() => {
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  });
}
