import {Button, Group, PasswordInput, Stack} from '@mantine/core';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {put} from '../../../api/client';
import {useChange} from '../../../api/queries';
import {renew_session, useMe} from '../../../api/session';
import type {Me} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {Section} from '../../../parts/section';
import {tell} from '../../../parts/tell';

const shortest = 12;
const none = {old: '', new: '', again: ''};

export function Password() {
  const {t} = useTranslation('settings');
  const me = useMe();
  const by_link = me.way === 'link';
  const [words, set_words] = useState(none);
  const [tried, set_tried] = useState(false);
  const changing = useChange(
    () => put<Me>('/me/password', by_link ? {new: words.new} : {old: words.old, new: words.new}),
    (renewed) => {
      renew_session(renewed);
      set_words(none);
      set_tried(false);
      tell(t('password.done'));
    },
  );
  const short = [...words.new].length < shortest;
  const differs = words.again !== words.new;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set_tried(true);
    if (!short && !differs) changing.mutate(undefined);
  };
  const field = (name: keyof typeof none, complete: string, error?: string | false) => (
    <PasswordInput label={t(`password.${name}`)} required autoComplete={complete} value={words[name]} error={error}
      description={name === 'new' ? t('password.help', {count: shortest}) : undefined}
      visibilityToggleButtonProps={{'aria-label': t('password.show'), tabIndex: 0}}
      onChange={(event) => set_words({...words, [name]: event.currentTarget.value})} />
  );
  return (
    <Section title={t('password.title')} lead={by_link ? t('password.by_link') : undefined}>
      <form onSubmit={submit}>
        <Stack>
          <input type="text" name="username" autoComplete="username" value={me.account} readOnly hidden aria-hidden />
          {!by_link && field('old', 'current-password')}
          {field('new', 'new-password', tried && short && t('password.short', {count: shortest}))}
          {field('again', 'new-password', tried && differs && t('password.differs'))}
          <ErrorNote error={changing.error} />
          <Group><Button type="submit" loading={changing.isPending}>{t(by_link ? 'password.choose' : 'password.change')}</Button></Group>
        </Stack>
      </form>
    </Section>
  );
}
