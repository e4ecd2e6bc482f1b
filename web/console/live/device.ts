const KEY = 'throughline.console.device';

/** Which device this is: the same in every tab and after a new sign-in, so that a state lost with the line comes back with it. */
export function deviceId(): string | undefined {
  try {
    const known = localStorage.getItem(KEY);
    if (known) return known;
    const made = crypto.randomUUID();
    localStorage.setItem(KEY, made);
    return made;
  } catch {
    // Without storage the server knows this screen by its session.
    return undefined;
  }
}
