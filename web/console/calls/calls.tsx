import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../live/desk.js';
import { ListeningDock } from '../listening/listening-dock.js';
import { CallBar } from './call-bar.js';
import { useCallDesk } from './call-desk.js';
import { rings } from './call-standing.js';
import classes from './calls.module.css';
import { IncomingCall, IncomingOffer } from './incoming.js';
import { SignOutDoubt } from './sign-out-doubt.js';
import { watchCalls } from './watch-calls.js';
import { WrapUp } from './wrap-up.js';

/** The softphone, over every page: what rings above them, what is talked below them. */
export function Calls() {
  const { t } = useTranslation('calls');
  const calls = useCallDesk((state) => state.calls);
  const farewells = useCallDesk((state) => state.farewells);
  const offers = useDesk((state) => state.offers);
  useEffect(watchCalls, []);
  const all = [...calls.values()].sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  const ringing = all.filter(rings);
  const voice = [...offers.values()].filter((offer) => offer.channel === 'voice');
  const running = all.filter((view) => !rings(view));
  return (
    <>
      <section className={classes.incoming} aria-label={t('region')} hidden={ringing.length + voice.length === 0}>
        {ringing.map((view, index) => (
          <IncomingCall key={view.id} view={view} hasKeys={index === 0} />
        ))}
        {voice.map((offer, index) => (
          <IncomingOffer key={offer.id} offer={offer} hasKeys={ringing.length === 0 && index === 0} />
        ))}
      </section>
      {(running.length > 0 || farewells.length > 0) && (
        <section className={classes.bars} aria-label={t('region')}>
          {running.map((view, index) => (
            <CallBar key={view.id} view={view} hasKeys={index === 0} />
          ))}
          {farewells.map((one) => (
            <WrapUp key={one.callId} farewell={one} />
          ))}
        </section>
      )}
      <ListeningDock />
      <SignOutDoubt />
    </>
  );
}
