import { useEffect, useState } from 'preact/hooks';
import { useChat } from './use-chat.js';

type Extras = typeof import('../extras.js');

let loaded: Extras | null = null;

/** The part with what not every chat comes to; null while it is not wanted, or not there yet. `giveUp`: it was pressed, and cannot be had. */
export function useExtras(wanted: boolean, giveUp?: () => void): Extras | null {
  const chat = useChat();
  const [extras, setExtras] = useState(loaded);
  useEffect(() => {
    if (!wanted || extras) return;
    void import('../extras.js').then(
      (part) => {
        if (!loaded) chat.wear(part.css);
        setExtras((loaded = part));
      },
      () => {
        if (!giveUp) return;
        giveUp();
        chat.say(chat.words.noConnection);
      },
    );
  }, [wanted]);
  return wanted ? extras : null;
}
