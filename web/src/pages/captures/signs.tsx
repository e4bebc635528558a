// Facts that may have a harmless reason, each with its packets. Never an accusation.
import {Stack, Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {useList} from '../../api/queries';
import type {CaptureDetail, CaptureSign} from '../../api/types';
import {Section} from '../../parts/section';
import {Told} from '../../parts/told';

const most = 100;

export function Signs({path, capture}: {path: string; capture: CaptureDetail}) {
  const {t} = useTranslation('captures');
  const {data} = useList<CaptureSign>(`${path}/signs`, {limit: most}, {enabled: capture.signs > 0});
  const left = capture.signs - (data?.items.length ?? 0);
  return (
    <Section title={t('signs.title')} lead={capture.signs ? t('signs.lead') : undefined}>
      {capture.signs === 0 && <Text size="sm">{t('signs.none')}</Text>}
      <Stack component="ul" gap="md" className="plain-list">
        {(data?.items ?? []).map((sign, place) => (
          <li key={place}>
            <Text fw={550}>{t(`signs.kind.${sign.id.replace('.', '_')}`, {defaultValue: sign.id})}</Text>
            <Text size="sm" className="sentence"><Told text={sign.what} /></Text>
            <Text size="sm" c="dimmed">
              {t('signs.packets', {count: sign.packets.length, packets: sign.packets.map((one) => one.packet).join(', ')})}
            </Text>
          </li>
        ))}
      </Stack>
      {data && left > 0 && <Text size="sm" c="dimmed">{t('signs.more', {count: left})}</Text>}
    </Section>
  );
}
