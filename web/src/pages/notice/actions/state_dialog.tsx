// Somebody says that something was done: when, with what words, and with which file.
import {Button, FileInput, Group, Stack, Text, TextInput, Textarea} from '@mantine/core';
import {notifications} from '@mantine/notifications';
import {IconPaperclip} from '@tabler/icons-react';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {post} from '../../../api/client';
import {useChange} from '../../../api/queries';
import {useMe} from '../../../api/session';
import type {CaseAction} from '../../../api/types';
import {Dialog} from '../../../parts/dialog';
import {ErrorNote} from '../../../parts/error_note';
import {WhyField} from '../../../parts/why_field';
import {base64_of, today} from './file_bytes';

// `again`: it was stated before, and holds
export interface Stating {action: CaseAction; device_id: string; device_name?: string; again: boolean}
interface Props {notice_id: string; stating: Stating; close: () => void}

const needs_note: CaseAction[] = ['protocol-settled', 'near-miss-settled'];

export function StateDialog({notice_id, stating, close}: Props) {
  const {t} = useTranslation(['notice', 'common']);
  const me = useMe();
  const {action, device_id, device_name, again} = stating;
  const [on, set_on] = useState(today());
  const [note, set_note] = useState('');
  const [why, set_why] = useState('');
  const [file, set_file] = useState<File | null>(null);
  const saying = useChange(
    async () =>
      post<{evidence: number}>(`/notices/${encodeURIComponent(notice_id)}/statements`, {
        action, on, note,
        ...(device_id ? {device_id} : {}),
        ...(again ? {why} : {}),
        ...(file ? {file: {name: file.name, content_base64: await base64_of(file)}} : {}),
      }),
    ({evidence}) => {
      notifications.show({message: t('actions.stated', {evidence})});
      close();
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saying.mutate(undefined);
  };
  const guidance = action === 'guidance-read';
  return (
    <Dialog title={t(`action.${action}.title`)} close={close}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm" c="dimmed">
            {device_name ? t('actions.about_device', {device: device_name}) : t('actions.about_notice', {id: notice_id})}{' '}
            {t('actions.as', {name: me.full_name})}
          </Text>
          <TextInput type="date" label={t('actions.on')} value={on} max={today()} required
            onChange={(event) => set_on(event.currentTarget.value)} />
          <Textarea label={t(`action.${action}.note`)} value={note} required={needs_note.includes(action)} autosize minRows={2}
            data-autofocus onChange={(event) => set_note(event.currentTarget.value)} />
          <FileInput label={t(guidance ? 'actions.guidance_file' : 'actions.file')} required={guidance} clearable value={file}
            description={t('actions.file_text')} placeholder={t('actions.pick')} onChange={set_file}
            leftSection={<IconPaperclip size={16} aria-hidden />} clearButtonProps={{'aria-label': t('common:table.clear')}} />
          {again && <WhyField why={why} change={set_why} />}
          <ErrorNote error={saying.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>{t('common:cancel')}</Button>
            <Button type="submit" loading={saying.isPending} disabled={guidance && !file}>{t('actions.say')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
