// The key that signs replies and exceptions, locked under a passphrase of its own (21 CFR 11.200).
import {Button, Group, PasswordInput, Stack, Text, TextInput} from '@mantine/core';
import {IconSignature} from '@tabler/icons-react';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {post} from '../../../api/client';
import {useChange} from '../../../api/queries';
import {refresh_session, useMay, useMe} from '../../../api/session';
import {ErrorNote} from '../../../parts/error_note';
import {Section} from '../../../parts/section';
import {Tag} from '../../../parts/tag';
import {tell} from '../../../parts/tell';
import {Term} from '../../../parts/term';

const none = {title: '', passphrase: '', again: ''};

export function Signature() {
  const {t} = useTranslation('settings');
  const me = useMe();
  const may = useMay('sign');
  const [words, set_words] = useState(none);
  const [tried, set_tried] = useState(false);
  const making = useChange(() => post('/me/signature', {passphrase: words.passphrase, title: words.title.trim()}), () => {
    set_words(none);
    tell(t('signature.done'));
    void refresh_session();
  });
  const differs = words.passphrase !== words.again;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set_tried(true);
    if (!differs) making.mutate(undefined);
  };
  const secret = (name: 'passphrase' | 'again', error?: string | false) => (
    <PasswordInput label={t(`signature.${name}`)} required autoComplete="new-password" value={words[name]} error={error}
      description={name === 'passphrase' ? t('signature.help') : undefined}
      visibilityToggleButtonProps={{'aria-label': t('password.show'), tabIndex: 0}}
      onChange={(event) => set_words({...words, [name]: event.currentTarget.value})} />
  );
  return (
    <Section title={<Term k="signature" />} lead={t('signature.lead')}
      actions={me.signature && <Tag tone="good" icon={IconSignature}>{t('signature.there')}</Tag>}>
      {me.signature && <Text size="sm">{t('signature.have', {name: me.full_name})}</Text>}
      {!me.signature && !may && <Text size="sm" c="dimmed">{t('signature.not_needed')}</Text>}
      {!me.signature && may && (
        <form onSubmit={submit}>
          <Stack>
            <TextInput label={t('signature.title')} description={t('signature.title_help')} required value={words.title}
              autoComplete="organization-title" onChange={(event) => set_words({...words, title: event.currentTarget.value})} />
            {secret('passphrase')}
            {secret('again', tried && differs && t('password.differs'))}
            <ErrorNote error={making.error} />
            <Group><Button type="submit" loading={making.isPending}>{t('signature.make')}</Button></Group>
          </Stack>
        </form>
      )}
    </Section>
  );
}
