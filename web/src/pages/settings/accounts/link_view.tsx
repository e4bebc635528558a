// A one-time link, to be carried to its person: as a QR code, or copied into a message.
import {Group, Stack, Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {CopyBlock} from '../../../parts/copy';
import {Qr} from '../../../parts/qr';
import {When} from '../../../parts/when';

export interface OneTimeLink {link: string; expires: string}

export function LinkView({link: {link, expires}, name}: {link: OneTimeLink; name: string}) {
  const {t} = useTranslation('settings');
  return (
    <Stack>
      <Text size="sm">{t('link.text', {name})}</Text>
      <Group justify="center"><Qr text={link} label={t('link.qr', {name})} size={220} /></Group>
      <CopyBlock text={link} label={t('link.copy')} />
      <Text size="sm" c="dimmed" component="div">{t('link.ends')} <When at={expires} /></Text>
    </Stack>
  );
}
