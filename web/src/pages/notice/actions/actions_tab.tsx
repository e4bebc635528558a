// The checklist of a notice. Each line is done by a person's word, by a measurement, or by a signed exception.
import {Button, Group, Progress, Stack, Text} from '@mantine/core';
import {IconArrowRight} from '@tabler/icons-react';
import type {UseQueryResult} from '@tanstack/react-query';
import {useMemo, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {useMay} from '../../../api/session';
import type {Case, CaseDevice, CaseItem, Notice} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {Loading} from '../../../parts/loading';
import {Section} from '../../../parts/section';
import classes from './actions.module.css';
import {DeviceRows} from './device_items';
import {ExceptionDialog} from './exception_dialog';
import {ItemRow} from './item_row';
import {counted, grouped} from './items';
import {StateDialog, type Stating} from './state_dialog';

const at_once = 25;

function Whole({items, state}: {items: CaseItem[]; state: (stating: Stating) => void}) {
  const may = useMay('state');
  return (
    <ul className={classes.items}>
      {items.map((item) => (
        <ItemRow key={item.action} item={item} state={may ? () => state({action: item.action, device_id: '', again: item.state === 'done'}) : undefined} />
      ))}
    </ul>
  );
}

function Checklist({notice, now}: {notice: Notice; now: Case}) {
  const {t} = useTranslation('notice');
  const may = useMay('state');
  const [stating, set_stating] = useState<Stating | null>(null);
  const [excepting, set_excepting] = useState<CaseDevice | null>(null);
  const [shown, set_shown] = useState(at_once);
  const groups = useMemo(() => grouped(now), [now]);
  const {open, done} = counted(now);
  const path = `/notices/${encodeURIComponent(notice.id)}`;
  return (
    <Stack gap="lg">
      <Stack gap={6}>
        <Group justify="space-between">
          <Text fw={500}>{open ? t('actions.left', {count: open}) : t('actions.all_done')}</Text>
          <Button component={Link} href={`${path}/reply`} variant={open ? 'default' : 'filled'}
            rightSection={<IconArrowRight size={16} aria-hidden />}>
            {t('actions.to_reply')}
          </Button>
        </Group>
        <Progress value={(100 * done) / Math.max(1, open + done)} aria-label={t('actions.progress', {done, total: open + done})} />
      </Stack>
      <Section title={t('actions.whole')} lead={t('actions.whole_lead')}><Whole items={groups.whole} state={set_stating} /></Section>
      {groups.near_misses.length > 0 && (
        <Section title={t('actions.near_misses')} lead={t('actions.near_misses_lead')}>
          <ul className={classes.items}>
            {groups.near_misses.slice(0, at_once).map(({device, item}) => (
              <ItemRow key={device.device_id} item={item}
                state={may ? () => set_stating({action: item.action, device_id: device.device_id, device_name: device.name, again: item.state === 'done'}) : undefined}>
                <Text size="sm">{[device.name, device.catalogue_number, device.serial, device.site].filter(Boolean).join(' · ')}</Text>
              </ItemRow>
            ))}
          </ul>
        </Section>
      )}
      <Section title={t('actions.devices', {count: groups.devices.length})} lead={t('actions.devices_lead')}>
        {groups.devices.length === 0 && <Text c="dimmed">{t('actions.no_devices')}</Text>}
        {groups.devices.slice(0, shown).map((one) => (
          <DeviceRows key={one.device.device_id} {...one} state={set_stating} except={set_excepting} />
        ))}
        {groups.devices.length > shown && (
          <Button variant="default" onClick={() => set_shown(shown + at_once)}>
            {t('actions.more', {count: groups.devices.length - shown})}
          </Button>
        )}
      </Section>
      {groups.distributor.length > 0 && (
        <Section title={t('actions.distributor')} lead={t('actions.distributor_lead')}>
          <Whole items={groups.distributor} state={set_stating} />
        </Section>
      )}
      {stating && <StateDialog notice_id={notice.id} stating={stating} close={() => set_stating(null)} />}
      {excepting && <ExceptionDialog notice_id={notice.id} device={excepting} close={() => set_excepting(null)} />}
    </Stack>
  );
}

export function ActionsTab({notice, now}: {notice: Notice; now: UseQueryResult<Case>}) {
  if (now.error) return <ErrorNote error={now.error} retry={() => void now.refetch()} />;
  return now.data ? <Checklist notice={notice} now={now.data} /> : <Loading lines={8} />;
}
