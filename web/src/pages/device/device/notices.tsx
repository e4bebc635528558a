import {Anchor, Group, Stack, Text} from '@mantine/core';
import {IconAlertCircle, IconCircleMinus, IconHelpCircle} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import type {DeviceDetail} from '../../../api/types';
import {Section} from '../../../parts/section';
import {Tag} from '../../../parts/tag';
import {Told} from '../../../parts/told';
import classes from './device.module.css';

const looks = {
  affected: {tone: 'accent', icon: IconAlertCircle},
  'near-miss': {tone: 'warn', icon: IconHelpCircle},
  'not-affected': {tone: 'none', icon: IconCircleMinus},
} as const;

export function Notices({matches}: Pick<DeviceDetail, 'matches'>) {
  const {t} = useTranslation('device');
  return (
    <Section title={t('device.notices')}>
      {matches.length === 0 && <Text c="dimmed">{t('device.no_notices')}</Text>}
      {matches.map((match) => (
        <Stack key={match.notice_id} gap={4} className={classes.connection}>
          <Group gap="sm">
            <Anchor component={Link} href={`/notices/${encodeURIComponent(match.notice_id)}/devices`} fw={600}>{match.notice_id}</Anchor>
            <Tag {...looks[match.verdict]}>{t(`verdict.${match.verdict}`)}</Tag>
            {match.product && <Text size="sm" c="dimmed">{match.product}</Text>}
          </Group>
          <Text size="sm" className="sentence"><Told text={match.reason} /></Text>
        </Stack>
      ))}
    </Section>
  );
}
