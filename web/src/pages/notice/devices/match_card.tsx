import {Anchor, Button, Group, Stack, Text} from '@mantine/core';
import {IconAlertCircle, IconHelpCircle} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {useMay} from '../../../api/session';
import type {NamedMatch, NearMiss} from '../../../api/types';
import {useFormat} from '../../../parts/format';
import {Tag} from '../../../parts/tag';
import {Term} from '../../../parts/term';
import {Told} from '../../../parts/told';
import {StateDialog} from '../actions/state_dialog';
import {Compared} from './compared';
import classes from './devices.module.css';

function Settled({near}: {near: NearMiss}) {
  const {t} = useTranslation('notice');
  const format = useFormat();
  return <Text size="sm">{t('devices.settled', {by: near.settled_by, on: format.date(near.settled_on), note: near.note})}</Text>;
}

export function MatchCard({notice_id, match}: {notice_id: string; match: NamedMatch}) {
  const {t} = useTranslation('notice');
  const may = useMay('state');
  const [settling, set_settling] = useState(false);
  const name = match.device_name || match.device_id;
  const {settled} = match;
  const is_near = match.verdict === 'near-miss';
  return (
    <Stack gap={8} className={classes.match}>
      <Group gap="sm">
        <Anchor component={Link} href={`/devices/${encodeURIComponent(match.device_id)}`} fw={600}>{name}</Anchor>
        <Tag tone={is_near ? (settled ? 'none' : 'warn') : 'accent'} icon={is_near ? IconHelpCircle : IconAlertCircle}>
          <Term k={is_near ? 'near_miss' : 'affected'}>{t(`verdict.${match.verdict}`)}</Term>
        </Tag>
        {match.product && <Text size="sm" c="dimmed">{match.product}</Text>}
      </Group>
      <Text size="sm" className="sentence"><Told text={match.reason} /></Text>
      <Compared compared={match.compared} />
      {settled && <Settled near={settled} />}
      {is_near && !settled && (
        <Group gap="sm">
          {may && <Button size="compact-sm" onClick={() => set_settling(true)}>{t('devices.settle')}</Button>}
          <Button component={Link} size="compact-sm" variant="default" href={`/devices/${encodeURIComponent(match.device_id)}?edit=1`}>
            {t('devices.correct')}
          </Button>
        </Group>
      )}
      {settling && (
        <StateDialog notice_id={notice_id} close={() => set_settling(false)}
          stating={{action: 'near-miss-settled', device_id: match.device_id, device_name: name, again: false}} />
      )}
    </Stack>
  );
}
