/** Refuses to boot with something announced that nobody handles: news would silently go nowhere. */
export function describeMissing(what: string, role: string, missing: string[]): void {
  if (missing.length > 0) throw new Error(`no ${role} for ${what}${missing.length > 1 ? 's' : ''} ${missing.join(', ')}`);
}
