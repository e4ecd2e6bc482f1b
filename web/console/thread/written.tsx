import { UnstyledButton } from '@mantine/core';
import { Fragment, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { namedPieces } from './named.js';
import { beginning, foldQuotes, piecesOf } from './pieces.js';
import { readable } from './readable.js';
import classes from './written.module.css';

/** What is shown of a text before somebody asks for all of it: a hundred screens of one message help nobody. */
const AT_FIRST = { characters: 3_000, lines: 40 };
/** For less than this more nobody is asked to press. */
const LITTLE = 1.2;

interface WrittenProps {
  text: string;
  foldsQuotes?: boolean;
  /** Colleagues whom it names with an `@`. */
  names?: readonly string[];
}

/** A text by anybody: shown as text, whatever it holds; web addresses can be opened. `data-text` marks it for tests and tools. */
export function Written({ text, foldsQuotes = false, names }: WrittenProps) {
  const { t } = useTranslation('thread');
  const [isWhole, setWhole] = useState(false);
  const all = useMemo(() => readable(text), [text]);
  const { characters, lines } = AT_FIRST;
  const isLong = beginning(all, characters * LITTLE, lines * LITTLE).length < all.length;
  const shown = isLong && !isWhole ? `${beginning(all, characters, lines)} …` : all;
  const folds = useMemo(() => (foldsQuotes ? foldQuotes(shown) : [{ text: shown, isQuote: false }]), [foldsQuotes, shown]);
  return (
    <div className={`user-text ${classes.text}`} data-text>
      {folds.map((fold, index) =>
        fold.isQuote ? (
          <Folded key={index} name={t('quoted')} text={fold.text} />
        ) : (
          <Pieces key={index} text={fold.text} names={names} />
        ),
      )}
      {isLong && (
        <UnstyledButton className={classes.link} onClick={() => setWhole(!isWhole)}>
          {isWhole ? t('showLess') : t('showAll', { count: text.length })}
        </UnstyledButton>
      )}
    </div>
  );
}

function Pieces({ text, names }: { text: string; names: readonly string[] | undefined }) {
  const pieces = useMemo(() => piecesOf(text), [text]);
  return pieces.map((piece, index) =>
    piece.href ? (
      // An address runs from left to right in one piece, whatever the words around it do.
      <a key={index} dir="ltr" href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
        {piece.text}
      </a>
    ) : (
      <Named key={index} text={piece.text} names={names ?? []} />
    ),
  );
}

function Named({ text, names }: { text: string; names: readonly string[] }) {
  return namedPieces(text, names).map(({ text: piece, isName }, index) =>
    isName ? (
      <mark key={index} className={classes.named}>
        {piece}
      </mark>
    ) : (
      <Fragment key={index}>{piece}</Fragment>
    ),
  );
}

/** Something that is seldom wanted, one press away. */
export function Folded({ name, text, after }: { name: string; text: string; after?: React.ReactNode }) {
  return (
    <details className={classes.folded}>
      <summary>{name}</summary>
      <div className="user-text">
        {beginning(readable(text), 20_000)} {after}
      </div>
    </details>
  );
}
