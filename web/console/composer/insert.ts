/** Puts a text into the field in place of what is between the two places; the browser's own "undo" takes it back. */
export function insertAt(
  field: HTMLTextAreaElement,
  value: string,
  start = field.selectionStart,
  end = field.selectionEnd,
): void {
  field.focus();
  field.setSelectionRange(start, end);
  // No other way keeps the undo history; where it does nothing the text is put in without.
  const isDone = value === '' ? document.execCommand('delete') : document.execCommand('insertText', false, value);
  if (isDone) return;
  field.setRangeText(value, start, end, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
