import 'uplot/dist/uPlot.min.css';
import { useMantineColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import { clockTime, duration } from '../ui/time.js';
import classes from './day-page.module.css';
import { dayIncrs, type DayPoint, daySpan, waitIncrs } from './day-figures.js';

const HEIGHT = 190;

/** Three small pictures over one day, one under the other, with the same hours across. */
export function DayChart({ points }: { points: readonly DayPoint[] }) {
  const { t } = useTranslation('board');
  const times = points.map((point) => Date.parse(point.from) / 1000);
  return (
    <div className={classes.charts}>
      <Curve
        name={t('arrivals')}
        times={times}
        lines={[
          { name: t('arrivals'), color: '--accent', bars: true, values: points.map((point) => point.offered) },
          { name: t('abandoned'), color: '--bad', bars: true, values: points.map((point) => point.abandoned) },
        ]}
        show={String}
        incrs={[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]}
        least={4}
      />
      <Curve
        name={t('waits')}
        times={times}
        lines={[
          { name: t('meanWait'), color: '--accent', values: points.map((point) => point.meanWaitMs) },
          { name: t('meanFirstReply'), color: '--good', values: points.map((point) => point.meanFirstReplyMs) },
          { name: t('longestWait'), color: '--warn', dash: true, values: points.map((point) => point.longestWaitMs) },
        ]}
        show={duration}
        incrs={waitIncrs}
      />
      <Curve
        name={t('serviceLevel')}
        times={times}
        lines={[{ name: t('serviceLevel'), color: '--good', values: points.map((point) => percentOf(point.serviceLevel)) }]}
        show={(value) => `${Math.round(value)}%`}
        incrs={[25, 50, 100]}
        top={100}
      />
    </div>
  );
}

const percentOf = (share: number | null): number | null => (share === null ? null : share * 100);

interface Line {
  name: string;
  /** A variable of the theme. */
  color: string;
  values: (number | null)[];
  bars?: boolean;
  dash?: boolean;
}

interface CurveProps {
  name: string;
  times: number[];
  lines: readonly Line[];
  show: (value: number) => string;
  /** The steps of its scale. */
  incrs: number[];
  /** The scale reaches at least this far. */
  least?: number;
  top?: number;
}

function Curve({ name, times, lines, show, incrs, least = 60_000, top }: CurveProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const { colorScheme } = useMantineColorScheme();
  const { t, i18n } = useTranslation('board');
  const when = t('column.when');
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const style = getComputedStyle(document.documentElement);
    const color = (variable: string): string => style.getPropertyValue(variable).trim();
    const axis = {
      stroke: color('--quiet'),
      grid: { stroke: color('--line'), width: 1 },
      ticks: { show: false },
      font: '11px system-ui',
    };
    const drawn = new uPlot(
      {
        ...{ width: element.clientWidth, height: HEIGHT, legend: { live: true } },
        cursor: { sync: { key: 'day' } },
        scales: {
          // A bar stands on its whole interval, from its beginning to its end: so does the last one.
          x: { range: ({ data: [at] }) => daySpan([...at]) },
          y: { range: (_, _min, max) => [0, top ?? Math.max(max * 1.1, least)] },
        },
        axes: [
          {
            ...axis,
            size: 26,
            incrs: dayIncrs,
            values: (_, splits) => splits.map((at) => clockTime(new Date(at * 1000).toISOString())),
          },
          {
            ...axis,
            size: 62,
            incrs,
            values: (_, splits) => splits.map(show),
          },
        ],
        series: [
          { value: (_, at) => (at === null ? '' : clockTime(new Date(at * 1000).toISOString())), label: when },
          ...lines.map((line): uPlot.Series => ({
            label: line.name,
            stroke: color(line.color),
            ...(line.bars
              ? { width: 0, fill: color(line.color), paths: uPlot.paths.bars!({ size: [0.8, 60], align: 1 }) }
              : { width: 2, spanGaps: false }),
            ...(line.dash ? { dash: [5, 4] } : {}),
            points: { show: !line.bars, size: 5 },
            value: (_, value) => (value === null ? '–' : show(value)),
          })),
        ],
      },
      [times, ...lines.map((line) => line.values)],
      element,
    );
    plot.current = drawn;
    const resize = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height: HEIGHT }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      drawn.destroy();
    };
    // Colours are read once, when it is drawn: another scheme or language is another drawing.
  }, [colorScheme, i18n.language, name]);
  useEffect(() => plot.current?.setData([times, ...lines.map((line) => line.values)]), [times, lines]);
  return (
    <figure className={classes.figure}>
      <figcaption>{name}</figcaption>
      <div ref={place} role="img" aria-label={name} />
    </figure>
  );
}
