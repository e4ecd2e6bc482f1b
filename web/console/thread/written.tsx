import { UnstyledButton } from '@mantine/core';
import { Fragment, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { beginning, foldQuotes, piecesOf } from './pieces.js';
import classes from './written.module.css';

/** What is shown of a text before somebody asks for all of it: a hundred screens of one message help nobody. */
const AT_FIRST = 3_000;

/** A text by anybody: shown as text, whatever it holds; web addresses can be opened. `data-text` marks it for tests and tools. */
export function Written({ text, foldsQuotes = false }: { text: string; foldsQuotes?: boolean }) {
  const { t } = useTranslation('thread');
  const [isWhole, setWhole] = useState(false);
  const isLong = text.length > AT_FIRST * 1.2;
  const shown = isLong && !isWhole ? `${beginning(text, AT_FIRST)} …` : text;
  const folds = useMemo(() => (foldsQuotes ? foldQuotes(shown) : [{ text: shown, isQuote: false }]), [foldsQuotes, shown]);
  return (
    <div className={`user-text ${classes.text}`} data-text>
      {folds.map((fold, index) =>
        fold.isQuote ? <Folded key={index} name={t('quoted')} text={fold.text} /> : <Pieces key={index} text={fold.text} />,
      )}
      {isLong && (
        <UnstyledButton className={classes.link} onClick={() => setWhole(!isWhole)}>
          {isWhole ? t('showLess') : t('showAll', { count: text.length })}
        </UnstyledButton>
      )}
    </div>
  );
}

function Pieces({ text }: { text: string }) {
  const pieces = useMemo(() => piecesOf(text), [text]);
  return pieces.map((piece, index) =>
    piece.href ? (
      <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
        {piece.text}
      </a>
    ) : (
      <Fragment key={index}>{piece.text}</Fragment>
    ),
  );
}

/** Something that is seldom wanted, one press away. */
export function Folded({ name, text, after }: { name: string; text: string; after?: React.ReactNode }) {
  return (
    <details className={classes.folded}>
      <summary>{name}</summary>
      <div className="user-text">
        {beginning(text, 20_000)} {after}
      </div>
    </details>
  );
}
