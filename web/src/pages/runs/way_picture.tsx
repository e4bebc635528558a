// From source to storage: where the hashes were taken, and which part of the way they prove.
import {IconDeviceDesktopAnalytics, IconRouter, IconServer2, type Icon} from '@tabler/icons-react';
import {Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import type {HashedAt} from '../../api/types';
import {Section} from '../../parts/section';
import {Tag} from '../../parts/tag';
import {Term} from '../../parts/term';
import classes from './runs.module.css';
import {type Way, legs_of} from './story';

const icons: Record<HashedAt, Icon> = {source: IconDeviceDesktopAnalytics, gateway: IconRouter, storage: IconServer2};

function Station({at, way}: {at: HashedAt; way: Way}) {
  const {t} = useTranslation('runs');
  const Picture = icons[at];
  const here = way.hashed_at === at;
  return (
    <li className={classes.station} data-hashed={here || undefined}>
      <span><Picture size={28} stroke={1.5} aria-hidden /></span>
      <div>
        <Text fw={500} size="sm">{t(`station.${at}`)}</Text>
        {here && <Tag tone="accent">{t('way.hashed')}</Tag>}
        {here && way.host && <Text size="xs" c="dimmed">{t('way.by', {host: way.host})}</Text>}
        {at === 'storage' && way.arrived && !here && <Text size="xs" c="dimmed">{t('way.compared')}</Text>}
      </div>
    </li>
  );
}

function Leg({proved}: {proved: boolean}) {
  const {t} = useTranslation('runs');
  return (
    <li className={classes.leg} data-proved={proved || undefined}>
      <div>{t(proved ? 'way.proved' : 'way.unproved')}</div>
    </li>
  );
}

export function WayPicture({way}: {way: Way}) {
  const {t} = useTranslation('runs');
  const legs = legs_of(way);
  return (
    <Section title={<Term k="hashed_at">{t('way.title')}</Term>} lead={t(`way.text.${way.hashed_at ?? 'never'}`)}>
      <ol className={classes.way}>
        <Station at="source" way={way} />
        <Leg proved={legs.to_gateway} />
        <Station at="gateway" way={way} />
        <Leg proved={legs.to_storage} />
        <Station at="storage" way={way} />
      </ol>
    </Section>
  );
}
