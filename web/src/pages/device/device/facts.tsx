// What the inventory says.
import {Fragment, type ReactNode} from 'react';
import {useTranslation} from 'react-i18next';
import type {Device} from '../../../api/types';
import {Section} from '../../../parts/section';
import {Term} from '../../../parts/term';
import classes from './device.module.css';

const terms: Record<string, string> = {Dx: 'dx_mode', RUO: 'ruo_mode'};
const modes = (names: string[]): ReactNode =>
  names.length > 0 && names.map((name, nth) => (
    <Fragment key={name}>{nth > 0 && ', '}{terms[name] ? <Term k={terms[name]}>{name}</Term> : name}</Fragment>
  ));

export function Facts({device}: {device: Device}) {
  const {t} = useTranslation(['device', 'common']);
  const facts = [
    ['id', device.id], ['manufacturer', device.manufacturer], ['catalogue_number', device.catalogue_number], ['udi_di', device.udi_di],
    ['udi', device.udi === device.udi_di ? '' : device.udi], ['serial', device.serial], ['operating_system', device.operating_system],
    ['software_version', device.software_version], ['modes', modes(device.modes)], ['site', device.site],
    ['hosts', device.hosts.join(', ')],
  ] as const;
  return (
    <Section title={t('device.facts')} lead={t('device.facts_lead')}>
      <dl className={classes.pairs}>
        {facts.filter(([name, value]) => value || name !== 'udi').map(([name, value]) => (
          <div key={name}>
            <dt>{name === 'udi_di' || name === 'catalogue_number' ? <Term k={name} /> : t(`field.${name}`)}</dt>
            <dd>{value || t('device.unknown')}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
