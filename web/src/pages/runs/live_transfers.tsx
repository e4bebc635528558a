// What is on its way at this moment.
import {Progress, Stack, Text} from '@mantine/core';
import {IconArrowDown, IconArrowUp} from '@tabler/icons-react';
import type {ReactNode} from 'react';
import {useTranslation} from 'react-i18next';
import {useList} from '../../api/queries';
import type {Transfer} from '../../api/types';
import {useFormat} from '../../parts/format';
import {Section} from '../../parts/section';
import {Tag} from '../../parts/tag';
import {RateChart} from './rate_chart';
import {type Sample, useRates} from './rates';
import classes from './runs.module.css';

export function LiveTransfers() {
  const {t} = useTranslation('runs');
  const {data} = useList<Transfer>('/transfers');
  const rates = useRates(data?.items);
  if (!data?.items.length) return null;
  return (
    <Section title={t('live.title', {count: data.items.length})}>
      <Stack gap="xl">
        {data.items.map((one) => <Live key={one.id} transfer={one} samples={rates(one.id)} />)}
      </Stack>
    </Section>
  );
}

function Number({name, children}: {name: string; children: ReactNode}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Live({transfer: one, samples}: {transfer: Transfer; samples: Sample[]}) {
  const {t} = useTranslation('runs');
  const format = useFormat();
  const share = one.total_bytes ? Math.min(100, (100 * one.bytes) / one.total_bytes) : 0;
  const Way = one.direction === 'sent' ? IconArrowUp : IconArrowDown;
  return (
    <article aria-label={one.run}>
      <Stack gap="sm">
        <div className={classes.headline}>
          <Text fw={600} style={{overflowWrap: 'anywhere'}}>{one.run}</Text>
          <Tag tone={one.state === 'waiting' ? 'warn' : 'accent'} icon={Way}>
            {t(`live.${one.direction}`)} · {t(`live.state.${one.state}`, one.state)}
          </Tag>
        </div>
        <Text size="sm" c="dimmed" className="mono" style={{overflowWrap: 'anywhere'}}>{one.from} → {one.to}</Text>
        <RateChart samples={samples} />
        <Progress.Root size="md">
          <Progress.Section value={share} aria-label={t('live.share', {run: one.run})} />
        </Progress.Root>
        <dl className={classes.numbers}>
          <Number name={t('live.rate')}>{format.rate(one.rate)}</Number>
          <Number name={t('live.left')}>{one.eta_s === null ? t('live.unknown') : format.duration(one.eta_s)}</Number>
          <Number name={t('column.bytes')}>
            {format.bytes(one.bytes)}{one.total_bytes > 0 && ` / ${format.bytes(one.total_bytes)}`}
          </Number>
          <Number name={t('column.files')}>
            {format.number(one.files)}{one.total_files > 0 && ` / ${format.number(one.total_files)}`}
          </Number>
        </dl>
      </Stack>
    </article>
  );
}
