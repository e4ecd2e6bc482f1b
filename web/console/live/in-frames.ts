/** Frames stand still in a hidden tab, whose title and sounds still tell of what comes. */
const LATEST_MS = 100;

export interface InFrames {
  add(act: () => void): void;
  /** Carries out now whatever waits. */
  flush(): void;
  /** Forgets what waits. */
  drop(): void;
}

/** Acts that wait for the next frame and are carried out together, in their order: the screen is drawn once for all of them. */
export function inFrames(): InFrames {
  let waiting: (() => void)[] = [];
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const unschedule = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const flush = (): void => {
    unschedule();
    const acts = waiting;
    waiting = [];
    for (const act of acts) {
      try {
        act();
      } catch (error) {
        // The others of this frame are news of other things.
        reportError(error);
      }
    }
  };
  return {
    add(act) {
      waiting.push(act);
      if (waiting.length > 1) return;
      frame = requestAnimationFrame(flush);
      timer = setTimeout(flush, LATEST_MS);
    },
    flush,
    drop() {
      unschedule();
      waiting = [];
    },
  };
}
