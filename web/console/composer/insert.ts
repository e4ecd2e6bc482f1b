/** Puts a text into the field in place of what is between the two places; the browser's own "undo" takes it back. */
export function insertAt(
  field: HTMLTextAreaElement,
  value: string,
  start = field.selectionStart,
  end = field.selectionEnd,
): void {
  field.focus();
  field.setSelectionRange(start, end);
  // The browser lays the page out for each line it puts in so: of hundreds it would take minutes.
  if (value.split('\n').length > 50) return setIn(field, value, start, end);
  // No other way keeps the undo history; where it does nothing the text is put in without.
  const isDone = value === '' ? document.execCommand('delete') : document.execCommand('insertText', false, value);
  if (!isDone) setIn(field, value, start, end);
}

function setIn(field: HTMLTextAreaElement, value: string, start: number, end: number): void {
  field.setRangeText(value, start, end, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
