import {useTranslation} from 'react-i18next';
import type {Protection} from '../../../api/types';
import {tone_of} from '../../../parts/grade';
import classes from './network.module.css';

const grades: Protection[] = ['protected', 'optional', 'absent', 'unknown'];

export function Legend() {
  const {t} = useTranslation('overview');
  return (
    <ul className={classes.legend} aria-label={t('network.legend')}>
      {grades.map((grade) => (
        <li key={grade}><span className={classes.sample} data-tone={tone_of(grade)} />{t(`network.legend_of.${grade}`)}</li>
      ))}
      <li><span className={classes.sample} data-declared />{t('network.legend_of.declared')}</li>
    </ul>
  );
}
