import { ActionIcon, Popover, UnstyledButton } from '@mantine/core';
import { Smile } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './emoji.module.css';

/** The few that are used; the system's own keyboard has all others. */
const all = [
  ...new Intl.Segmenter().segment(
    '😀😂🙂😉😊😍😘🤔😅😎😢😭😡🙏👍👎👌👏🙌💪🤝👋❤️💔🎉🎁🔥✨⭐✅❌❗❓⏰📞📧📦🚚💳🏠📍📎📅🛒🔧☕🌞🌧️🐶🐱🍀',
  ),
].map(({ segment }) => segment);
const ACROSS = 9;

/** A small table of emoji; arrow keys move in it. */
export function Emoji({ choose, isDisabled }: { choose: (emoji: string) => void; isDisabled: boolean }) {
  const { t } = useTranslation('composer');
  const [isOpen, setOpen] = useState(false);
  const table = useRef<HTMLDivElement>(null);
  const move = (event: React.KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: ACROSS, ArrowUp: -ACROSS }[event.key];
    const buttons = [...(table.current?.querySelectorAll('button') ?? [])];
    const next = step ? buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step] : undefined;
    if (!step) return;
    event.preventDefault();
    next?.focus();
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="top-start" withinPortal={false} trapFocus returnFocus shadow="md">
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={isDisabled}
          aria-label={t('emoji')}
          title={t('emoji')}
          onClick={() => setOpen(!isOpen)}
        >
          <Smile size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={6} aria-label={t('emoji')}>
        <div ref={table} className={classes.table} onKeyDown={move}>
          {all.map((emoji) => (
            <UnstyledButton
              key={emoji}
              className={classes.one}
              onClick={() => {
                setOpen(false);
                choose(emoji);
              }}
            >
              {emoji}
            </UnstyledButton>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
