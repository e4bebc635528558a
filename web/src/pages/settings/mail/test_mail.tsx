// A mail at once, and what the server says to it.
import {Alert, Button, Group, TextInput} from '@mantine/core';
import {IconMailCheck, IconMailX, IconSend} from '@tabler/icons-react';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {post} from '../../../api/client';
import {useChange} from '../../../api/queries';
import type {MailRow} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {Section} from '../../../parts/section';
import {useTold} from '../../../parts/told';

export function TestMail() {
  const {t} = useTranslation('settings');
  const told = useTold();
  const [address, set_address] = useState('');
  const sending = useChange(() => post<MailRow>('/mails/tests', {address: address.trim()}));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    sending.mutate(undefined);
  };
  const taken = sending.data?.state === 'sent';
  const ink = taken ? 'var(--good-ink)' : 'var(--bad-ink)';
  return (
    <Section title={t('mail.test')} lead={t('mail.test_lead')}>
      <form onSubmit={submit}>
        <Group align="flex-end">
          <TextInput type="email" label={t('mail.address')} required value={address} flex="1 1 240px" maw={420} autoComplete="email"
            onChange={(event) => set_address(event.currentTarget.value)} />
          <Button type="submit" variant="default" leftSection={<IconSend size={16} aria-hidden />} loading={sending.isPending}>{t('mail.send')}</Button>
        </Group>
      </form>
      <ErrorNote error={sending.error} />
      {sending.data && !sending.isPending && (
        <Alert color={taken ? 'teal' : 'red'} role="status" icon={taken ? <IconMailCheck aria-hidden /> : <IconMailX aria-hidden />}
          title={t(taken ? 'mail.taken' : 'mail.not_taken', {to: sending.data.to})}
          styles={{title: {color: ink}, root: {background: taken ? 'var(--good-wash)' : 'var(--bad-wash)'}, icon: {color: ink}}}>
          <span style={{overflowWrap: 'anywhere'}}>{told(sending.data.answer) ?? sending.data.answer}</span>
        </Alert>
      )}
    </Section>
  );
}
