import { lazy, Suspense, useEffect, useState } from 'react';
import { Route, Switch } from 'wouter';
import { forget, useDesk } from '../live/desk.js';
import { flush } from '../live/outbox.js';
import { watchSelection } from '../live/selection.js';
import { maySignInAgain, renew, watchSession } from '../live/session.js';
import { ask, closeLive, openLive } from '../live/socket.js';
import { Frame } from './frame.js';
import { SignIn } from './sign-in.js';

const Wallboard = lazy(() => import('../wallboard/wallboard-page.js'));

/** A screen on the wall has a link of its own and never signs in; everything else does. */
export function App() {
  return (
    <Switch>
      <Route path="/wallboard">
        <Suspense fallback={null}>
          <Wallboard />
        </Suspense>
      </Route>
      <Route>
        <Signed />
      </Route>
    </Switch>
  );
}

/** The sign-in, or the desk. A sign-in that ended while the page was open is asked for over the desk: nothing typed is lost. */
function Signed() {
  const me = useDesk((desk) => desk.me);
  const isSignedOut = useDesk((desk) => desk.isSignedOut);
  const [isAsking, setAsking] = useState(maySignInAgain);

  useEffect(() => {
    // The new token goes to the open socket too, which would otherwise be closed when the old one ends.
    watchSession((token) => void ask('auth.refresh', { token }));
    if (maySignInAgain())
      void renew()
        .catch(() => false)
        .finally(() => setAsking(false));
  }, []);

  const id = isSignedOut ? undefined : me?.id;
  useEffect(() => {
    if (!id) return;
    openLive(() => void flush());
    return closeLive;
  }, [id]);
  useEffect(watchSelection, []);

  if (isAsking) return null;
  return (
    <>
      {me && <Frame key={me.id} />}
      {!me && <SignIn />}
      {me && isSignedOut && <SignIn over={me} onOther={forget} />}
    </>
  );
}
