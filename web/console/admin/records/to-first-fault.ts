const takesFocus = 'input:not([type="hidden"]), select, textarea, button';

/** Brings the first field that something is wrong with into sight and under the keys, out of a folded part too. */
export function toFirstFault(form: HTMLElement): void {
  // A list says what is wrong with it in a sentence of its own, under its rows.
  const blamed = form.querySelector<HTMLElement>('[aria-invalid="true"], [data-error], fieldset p[role="alert"]');
  if (!blamed) return;
  for (let at = blamed.closest('details'); at; at = at.parentElement?.closest('details') ?? null) at.open = true;
  const home = blamed.matches('p') ? blamed.parentElement : blamed;
  const field = home?.matches(takesFocus) ? home : home?.querySelector<HTMLElement>(takesFocus);
  field?.focus();
  field?.scrollIntoView({ block: 'nearest' });
}
