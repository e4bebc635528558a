// A device is added, or changed with a reason.
import {Button, Group, Stack, TextInput} from '@mantine/core';
import {notifications} from '@mantine/notifications';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useLocation} from 'wouter';
import {post, put} from '../../../api/client';
import {useChange} from '../../../api/queries';
import type {Device} from '../../../api/types';
import {Dialog} from '../../../parts/dialog';
import {ErrorNote} from '../../../parts/error_note';
import {device_of, draft_of} from './draft';
import {Fields} from './fields';

interface Kept {device?: Device; evidence: number}

export function DeviceDialog({device, close}: {device?: Device; close: () => void}) {
  const {t} = useTranslation(['device', 'common']);
  const [, go] = useLocation();
  const [draft, set_draft] = useState(() => draft_of(device));
  const [why, set_why] = useState('');
  const saving = useChange(
    () => {
      const whole = device_of(draft, device);
      return device ? put<Kept>(`/devices/${encodeURIComponent(device.id)}`, {...whole, why}) : post<Kept>('/devices', whole);
    },
    ({device: kept, evidence}) => {
      notifications.show({message: t('form.saved', {evidence})});
      close();
      if (!device && kept) go(`/devices/${encodeURIComponent(kept.id)}`);
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate(undefined);
  };
  return (
    <Dialog wide close={close} title={device ? t('form.change', {name: device.name}) : t('form.add')}>
      <form onSubmit={submit}>
        <Stack>
          <Fields draft={draft} change={(part) => set_draft((old) => ({...old, ...part}))} />
          {device && (
            <TextInput label={t('form.why')} description={t('form.why_text')} required value={why}
              onChange={(event) => set_why(event.currentTarget.value)} />
          )}
          <ErrorNote error={saving.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>{t('common:cancel')}</Button>
            <Button type="submit" loading={saving.isPending}>{device ? t('common:save') : t('form.add_button')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
