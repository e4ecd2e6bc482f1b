/** What the page that embeds the widget says on the script tag. */
export interface Settings {
  inbox: string;
  /** Shown as the title until the inbox says its own name. */
  name: string | null;
  language: string | null;
  theme: 'auto' | 'light' | 'dark';
  side: 'start' | 'end';
  identityToken: string | null;
  proactive: { text: string; afterMs: number } | null;
  /** No launcher of ours: the page opens the chat by its own button. */
  hideLauncher: boolean;
}

export function readSettings(data: Readonly<Record<string, string | undefined>>): Settings {
  const seconds = Number(data['proactiveAfter'] ?? '20');
  const theme = data['theme'];
  return {
    inbox: data['inbox'] ?? '',
    name: data['name'] || null,
    language: data['language'] || null,
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    side: data['side'] === 'start' ? 'start' : 'end',
    identityToken: data['identityToken'] || null,
    proactive: data['proactive'] ? { text: data['proactive'], afterMs: (Number.isFinite(seconds) ? seconds : 20) * 1000 } : null,
    hideLauncher: data['launcher'] === 'none',
  };
}
