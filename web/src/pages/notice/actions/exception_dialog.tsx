// A named person bears a risk until a day, and signs for it with their own key.
import {Button, Group, PasswordInput, Stack, Text, TextInput, Textarea} from '@mantine/core';
import {notifications} from '@mantine/notifications';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {post} from '../../../api/client';
import {useChange} from '../../../api/queries';
import {useMe} from '../../../api/session';
import type {CaseDevice} from '../../../api/types';
import {Dialog} from '../../../parts/dialog';
import {ErrorNote} from '../../../parts/error_note';
import {NoSignature} from '../reply/no_signature';
import {in_days} from './file_bytes';

interface Props {notice_id: string; device: CaseDevice; close: () => void}

export function ExceptionDialog({notice_id, device, close}: Props) {
  const {t} = useTranslation(['notice', 'common']);
  const me = useMe();
  const [reason, set_reason] = useState('');
  const [until, set_until] = useState(in_days(30));
  const [passphrase, set_passphrase] = useState('');
  const signing = useChange(
    () =>
      post<{evidence: number}>(`/notices/${encodeURIComponent(notice_id)}/exceptions`,
        {device_id: device.device_id, reason, until, passphrase}),
    ({evidence}) => {
      notifications.show({message: t('exception.signed', {evidence})});
      close();
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signing.mutate(undefined);
  };
  return (
    <Dialog title={t('exception.title', {device: device.name})} close={close}>
      {me.signature ? (
        <form onSubmit={submit}>
          <Stack>
            <Text size="sm" c="dimmed">{t('exception.text')}</Text>
            <Textarea label={t('exception.reason')} required autosize minRows={2} value={reason} data-autofocus
              onChange={(event) => set_reason(event.currentTarget.value)} />
            <TextInput type="date" label={t('exception.until')} required min={in_days(0)} value={until}
              onChange={(event) => set_until(event.currentTarget.value)} />
            <PasswordInput label={t('sign.passphrase')} description={t('sign.as', {name: me.full_name})} required
              autoComplete="off" value={passphrase} onChange={(event) => set_passphrase(event.currentTarget.value)}
              visibilityToggleButtonProps={{'aria-label': t('sign.show'), tabIndex: 0}} />
            <ErrorNote error={signing.error} />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>{t('common:cancel')}</Button>
              <Button type="submit" loading={signing.isPending}>{t('exception.sign')}</Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <NoSignature />
      )}
    </Dialog>
  );
}
