// What of the device was held against what of the notice.
import {IconEqual, IconEqualNot} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import type {Comparison} from '../../../api/types';
import classes from './devices.module.css';

export function Compared({compared}: {compared: Comparison[]}) {
  const {t} = useTranslation('notice');
  return (
    <ul className={classes.compared} aria-label={t('devices.what_compared')}>
      {compared.map((one, at) => {
        const Sign = one.equal ? IconEqual : IconEqualNot;
        return (
          <li key={at} data-equal={one.equal || undefined}>
            <span className={classes.what}>{t(`compared.${one.what}`)}</span>
            <span className={classes.both}>
              <span>{one.device_value || '–'}</span>
              <Sign size={16} role="img" aria-label={t(one.equal ? 'compared.equal' : 'compared.not_equal')} />
              <span>{one.notice_value || '–'}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
