// Warns when the log's key is not the one that this browser knows, or when the log went back.
import {Alert, Button, Group, Stack, Text} from '@mantine/core';
import {IconAlertOctagon} from '@tabler/icons-react';
import type {ReactNode} from 'react';
import {useTranslation} from 'react-i18next';
import {useGet} from '../../api/queries';
import type {Checkpoints} from '../../api/types';
import {last_seen} from '../../proof/pin';
import {When} from '../../parts/when';
import {type LogTrust, useCourse} from './use_log';

function Alarm({title, children}: {title: string; children: ReactNode}) {
  return (
    <Alert color="red" role="alert" icon={<IconAlertOctagon aria-hidden />} title={title} mb="lg"
      styles={{title: {color: 'var(--bad-ink)'}, root: {background: 'var(--bad-wash)'}, icon: {color: 'var(--bad-line)'}}}>
      {children}
    </Alert>
  );
}

export function KeyNote({trust}: {trust: LogTrust}) {
  const {t} = useTranslation('evidence');
  const {data} = useGet<Checkpoints>('/evidence/checkpoints', {limit: 1});
  const course = useCourse(data?.checkpoint, trust.key);
  if (trust.meeting === 'changed')
    return (
      <Alarm title={t('key.changed')}>
        <Stack gap="xs" align="flex-start">
          <Text size="sm">{t('key.changed_text')}</Text>
          <Text size="sm" component="div">
            {t('key.known')} <span className="mono">{trust.pin?.key}</span> (<When at={trust.pin?.at ?? ''} exact />)
          </Text>
          <Text size="sm">{t('key.now')} <span className="mono">{trust.key}</span></Text>
          <Group><Button size="compact-sm" variant="default" onClick={trust.accept}>{t('key.accept')}</Button></Group>
        </Stack>
      </Alarm>
    );
  if (course === 'shorter' || course === 'other-past')
    return (
      <Alarm title={t(`course.${course}`)}>
        <Text size="sm">{t('course.text', {size: last_seen()?.size, root: last_seen()?.root})}</Text>
      </Alarm>
    );
  return null;
}
