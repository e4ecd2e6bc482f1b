/** Where Meta keeps files: its content networks and what stands before them. */
const hosts = ['fbcdn.net', 'fbsbx.com', 'facebook.com', 'cdninstagram.com', 'instagram.com', 'whatsapp.net', 'whatsapp.com'];

/** An address that Meta's files come from. Anything else is never called: not even where Meta's own answer names it. */
export function isMetaHost(address: URL): boolean {
  if (address.protocol !== 'https:' || address.port !== '' || address.username !== '' || address.password !== '') return false;
  return hosts.some((host) => address.hostname === host || address.hostname.endsWith(`.${host}`));
}

/** As `isMetaHost`, or the very server that the API is configured to be at. */
export function mayFetch(address: string, graphBase: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return isMetaHost(url) || (url.origin === new URL(graphBase).origin && url.username === '' && url.password === '');
}
