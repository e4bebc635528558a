// Runs and evidence in four numbers.
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import type {Overview} from '../../api/types';
import {useFormat} from '../../parts/format';
import {Section} from '../../parts/section';
import {When} from '../../parts/when';
import classes from './overview.module.css';

interface Figure {word: string; value: number; href: string; tone?: 'bad' | 'accent'}

export function Figures({overview: {runs, evidence}}: {overview: Overview}) {
  const {t} = useTranslation('overview');
  const format = useFormat();
  const figures: Figure[] = [
    {word: 'sealed', value: runs.sealed, href: '/runs'},
    {word: 'broken', value: runs.broken, href: '/runs', tone: runs.broken ? 'bad' : undefined},
    {word: 'live', value: runs.live, href: '/runs', tone: runs.live ? 'accent' : undefined},
    {word: 'evidence', value: evidence.size, href: '/evidence'},
  ];
  return (
    <Section title={t('figures.title')}>
      <ul className={classes.figures}>
        {figures.map(({word, value, href, tone}) => (
          <li key={word}>
            <Link href={href} className={classes.figure} data-tone={tone}>
              <span className={classes.value}>{format.number(value)}</span>
              <span className={classes.word}>{t(`figures.${word}`, {count: value})}</span>
            </Link>
          </li>
        ))}
      </ul>
      {evidence.at && <span className={classes.last}>{t('figures.last')} <When at={evidence.at} /></span>}
    </Section>
  );
}
