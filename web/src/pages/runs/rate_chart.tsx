// The rate over the last two minutes, newest at the right.
import {useTranslation} from 'react-i18next';
import {useFormat} from '../../parts/format';
import {type Sample, span_s} from './rates';
import classes from './runs.module.css';

const [width, height, top] = [600, 96, 10];

// The next of 1, 2, 5 × 10ⁿ above: a scale that does not tremble.
function scale_of(most: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
  return step * ([1, 2, 5, 10].find((one) => one * step >= most) ?? 10);
}

export function RateChart({samples}: {samples: Sample[]}) {
  const {t} = useTranslation('runs');
  const format = useFormat();
  const now = samples.at(-1)?.at ?? 0;
  const most = samples.reduce((found, one) => Math.max(found, one.rate), 0);
  const scale = scale_of(most);
  const x = (at: number) => width * (1 - (now - at) / (span_s * 1000));
  const y = (rate: number) => height - (height - top) * (rate / scale);
  const points = samples.map(({at, rate}) => `${x(at).toFixed(1)},${y(rate).toFixed(1)}`);
  const first = samples[0];
  const label = t('chart.label', {now: format.rate(samples.at(-1)?.rate ?? 0), most: format.rate(most)});
  return (
    <figure className={classes.chart}>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {[0, 0.5, 1].map((part) => (
          <line key={part} x1={0} x2={width} y1={y(scale * part)} y2={y(scale * part)} className={classes.grid} />
        ))}
        {first && samples.length > 1 && (
          <>
            <polygon points={`${x(first.at).toFixed(1)},${height} ${points.join(' ')} ${width},${height}`} className={classes.area} />
            <polyline points={points.join(' ')} className={classes.rate} />
          </>
        )}
      </svg>
      <figcaption aria-hidden>
        <span>{t('chart.from')}</span>
        <span>{t('chart.scale', {scale: format.rate(scale)})}</span>
        <span>{t('chart.now')}</span>
      </figcaption>
    </figure>
  );
}
