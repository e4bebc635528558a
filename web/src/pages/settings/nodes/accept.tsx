import {Button, Group, Stack, Text, TextInput, Textarea, Title} from '@mantine/core';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {post} from '../../../api/client';
import {useChange} from '../../../api/queries';
import type {Node} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {Line} from './line';

export function Accept() {
  const {t} = useTranslation('settings');
  const [line, set_line] = useState('');
  const [name, set_name] = useState('');
  const accepting = useChange(() =>
    post<{node: Node; answer: string}>('/nodes/acceptances', {line: line.trim(), ...(name.trim() ? {name: name.trim()} : {})}));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    accepting.mutate(undefined);
  };
  return (
    <Stack gap="xl">
      <form onSubmit={submit}>
        <Stack>
          <Textarea label={t('pairing.invitation')} description={t('pairing.invitation_help')} required autosize minRows={2} value={line}
            spellCheck={false} classNames={{input: 'mono'}} onChange={(event) => set_line(event.currentTarget.value)} />
          <TextInput label={t('pairing.name')} description={t('pairing.name_help')} value={name} maw={360}
            onChange={(event) => set_name(event.currentTarget.value)} />
          <ErrorNote error={accepting.error} />
          <Group><Button type="submit" loading={accepting.isPending}>{t('pairing.accept')}</Button></Group>
        </Stack>
      </form>
      {accepting.data && (
        <Stack>
          <Title order={3}>{t('pairing.back')}</Title>
          <Text size="sm">{t('pairing.carry_back', {name: accepting.data.node.name})}</Text>
          <Line text={accepting.data.answer} label={t('pairing.answer')} />
        </Stack>
      )}
    </Stack>
  );
}
