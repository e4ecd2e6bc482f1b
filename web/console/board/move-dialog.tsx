import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { desk, useDesk } from '../live/desk.js';
import { ask, pick } from './board-store.js';
import classes from './dialog.module.css';
import { agentsOf, byRoom, inLineOf, slotsOf, standsStill } from './figures.js';
import { giveToAgent, giveToLine, notYet } from './give.js';
import { place, type Wish } from './moves.js';
import { useAct } from './use-act.js';

interface Choice {
  id: string;
  name: string;
  /** Without what is said beside it in the list. */
  plainName: string;
  about: string;
  wish: Pick<Wish, 'toAgentIds' | 'toQueueId'>;
}

interface MoveDialogProps {
  ids: readonly string[];
  /** The whole line of a queue instead of single ones. */
  line?: { queueId: string; count: number } | undefined;
  close: () => void;
}

/** Where to: found by typing, chosen by arrows; then the plan is shown, or (one alone) it is placed by hand. */
export function MoveDialog({ ids, line, close }: MoveDialogProps) {
  const { t } = useTranslation('board');
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [byHand, setByHand] = useState(false);
  const [force, setForce] = useState(false);
  const [note, setNote] = useState('');
  const { isBusy, error, act } = useAct();
  const fits = useChoices(line?.queueId).filter((one) => one.name.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase()));
  const chosen = fits[Math.min(at, fits.length - 1)];

  const go = (choice: Choice | undefined): void => {
    if (!choice) return;
    const { toAgentIds, toQueueId } = choice.wish;
    if (line) return ask({ kind: 'plan', wish: { queueId: line.queueId, ...choice.wish } });
    const to = { ...(toAgentIds ? { agentId: toAgentIds[0] as string } : {}), ...(toQueueId ? { queueId: toQueueId } : {}) };
    const isThere = (to.agentId ?? to.queueId) && notYet(ids, to, desk.getState().conversations).length === 0;
    if (to.agentId && (!byHand || isThere)) return giveToAgent({ id: to.agentId, name: choice.plainName }, ids);
    if (to.queueId && (!byHand || isThere)) return giveToLine({ id: to.queueId, name: choice.plainName }, ids);
    if (!byHand) return ask({ kind: 'plan', wish: { conversationIds: ids, ...choice.wish } });
    act(async () => {
      await place(ids[0] as string, { ...to, ...(force ? { force } : {}), ...(note.trim() ? { note: note.trim() } : {}) });
      pick((before) => ({ ...before, picked: new Set() }));
      close();
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) go(chosen);
    else if (step) setAt((before) => Math.max(0, Math.min(fits.length - 1, before + step)));
    else return;
    event.preventDefault();
  };
  const canHand = ids.length === 1 && !(chosen && !chosen.wish.toAgentIds && !chosen.wish.toQueueId);
  return (
    <div className={classes.form}>
      <p>{t('moveN', { count: line?.count ?? ids.length })}</p>
      <TextInput
        data-autofocus
        label={t('whereTo')}
        placeholder={t('typeName')}
        value={text}
        role="combobox"
        aria-expanded
        aria-controls="move-choices"
        aria-activedescendant={chosen ? `to-${chosen.id}` : undefined}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id="move-choices" role="listbox" aria-label={t('whereTo')} className={classes.choices}>
        {fits.map((one, index) => (
          <li
            key={one.id}
            id={`to-${one.id}`}
            ref={one === chosen ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
            role="option"
            aria-selected={one === chosen}
            className={classes.choice}
            onClick={() => setAt(index)}
            onDoubleClick={() => go(one)}
          >
            <span className="user-text">{one.name}</span>
            <small>{one.about}</small>
          </li>
        ))}
      </ul>
      {fits.length === 0 && <p className={classes.hint}>{t('nobodyFits')}</p>}
      {canHand && (
        <Checkbox
          label={t('byHand')}
          description={t('byHandHint')}
          checked={byHand}
          onChange={(event) => setByHand(event.currentTarget.checked)}
        />
      )}
      {canHand && byHand && (
        <>
          <Checkbox label={t('force')} checked={force} onChange={(event) => setForce(event.currentTarget.checked)} />
          <Textarea
            label={t('noteFor')}
            autosize
            minRows={2}
            maxLength={10_000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </>
      )}
      {error && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={close}>
          {t('ui:cancel')}
        </Button>
        <Button disabled={!chosen} loading={isBusy} onClick={() => go(chosen)}>
          {canHand && byHand ? t('placeNow') : t('showPlan')}
        </Button>
      </div>
    </div>
  );
}

/** @param but whose line it is: it is moved elsewhere, and nobody of it could take it */
function useChoices(but: string | undefined): Choice[] {
  const { t } = useTranslation('board');
  const live = useDesk((now) => now.live);
  const agents = agentsOf([...live.values()])
    .sort(byRoom)
    .map((agent): Choice => {
      const about = `${t(`frame:presence.${agent.state}`)} · ${t('slots', slotsOf(agent))}`;
      return { id: agent.id, name: agent.name, plainName: agent.name, about, wish: { toAgentIds: [agent.id] } };
    });
  const queues = [...live.values()]
    .filter((one) => one.queueId !== but)
    .map((one): Choice => ({
      id: one.queueId,
      name: t('queueNamed', { name: one.name }),
      plainName: one.name,
      about: [t('nWaiting', { n: inLineOf(one) }), ...standsStill(one).map((why) => t(`why.${why}`))].join(' · '),
      wish: { toQueueId: one.queueId },
    }));
  const best = { id: 'best', name: t('bestAgents'), plainName: '', about: t('bestAgentsHint'), wish: {} };
  return but ? [...queues, ...agents] : [best, ...agents, ...queues];
}
