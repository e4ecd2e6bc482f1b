type Texts = Record<'joined' | 'left', (name: string) => string>;

/** What a customer reads when a supervisor comes into the conversation or leaves it; other languages read English. */
const texts: Record<string, Texts> = {
  en: { joined: (name) => `${name} has joined the conversation.`, left: (name) => `${name} has left the conversation.` },
  zh: { joined: (name) => `${name} 加入了对话。`, left: (name) => `${name} 离开了对话。` },
  de: { joined: (name) => `${name} ist jetzt mit im Gespräch.`, left: (name) => `${name} hat das Gespräch verlassen.` },
  fr: { joined: (name) => `${name} a rejoint la conversation.`, left: (name) => `${name} a quitté la conversation.` },
  es: { joined: (name) => `${name} se ha unido a la conversación.`, left: (name) => `${name} ha dejado la conversación.` },
};

/** `language`: a BCP 47 tag or null. Only the first name, and never anything that is an address, is told. */
export function joinedText(what: 'joined' | 'left', name: string, language: string | null): string {
  const said = texts[(language ?? 'en').split('-')[0]!.toLowerCase()] ?? texts['en']!;
  const first = name.trim().split(/\s+/)[0] ?? '';
  return said[what](first === '' || first.includes('@') ? '—' : first);
}
