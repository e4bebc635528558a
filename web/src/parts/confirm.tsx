// Asks once more before something is changed; with `why`, also for the reason, which goes into the evidence.
import {Button, Group, Modal, Stack, Text} from '@mantine/core';
import {type FormEvent, type ReactNode, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {ErrorNote} from './error_note';
import {WhyField} from './why_field';

interface Props {
  title: string;
  text?: ReactNode;
  go: string; // the word on the button
  danger?: boolean;
  why?: boolean;
  busy: boolean;
  error: Error | null;
  confirm: (why: string) => void;
  close: () => void;
  children?: ReactNode;
}

export function Confirm({title, text, go, danger, why, busy, error, confirm, close, children}: Props) {
  const {t} = useTranslation();
  const [reason, set_reason] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm(reason.trim());
  };
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{'aria-label': t('close')}}>
      <form onSubmit={submit}>
        <Stack>
          {text && <Text size="sm" component="div">{text}</Text>}
          {children}
          {why && <WhyField why={reason} change={set_reason} focus />}
          <ErrorNote error={error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>{t('cancel')}</Button>
            <Button type="submit" loading={busy} color={danger ? 'red.8' : undefined}>{go}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
