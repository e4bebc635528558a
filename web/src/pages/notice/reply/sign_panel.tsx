// What keeps the form from being signed; and when nothing does, the signature: name, meaning, passphrase.
import {Anchor, Button, Checkbox, PasswordInput, Stack, Text, TextInput} from '@mantine/core';
import {notifications} from '@mantine/notifications';
import {IconListCheck, IconSignature} from '@tabler/icons-react';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {post} from '../../../api/client';
import {useChange} from '../../../api/queries';
import {useMay, useMe} from '../../../api/session';
import type {ReplyDraft, SignedReply} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {Note} from '../../../parts/note';
import {Section} from '../../../parts/section';
import {Told} from '../../../parts/told';
import type {ReplyChoice} from './form_fields';
import {in_words, owes_action} from './missing';
import {NoSignature} from './no_signature';
import classes from './reply.module.css';

interface Props {
  notice_id: string;
  draft: ReplyDraft;
  shown: boolean; // the draft is that of the choice, and not yet that of the one before
  choice: ReplyChoice;
  change: (part: Partial<ReplyChoice>) => void;
}

function Missing({notice_id, missing}: {notice_id: string; missing: string[]}) {
  const {t} = useTranslation('notice');
  return (
    <Note tone="warn" icon={IconListCheck} title={t('sign.missing', {count: missing.length})}>
      <ul className={classes.missing}>
        {missing.slice(0, 12).map((one, at) => {
          const words = in_words(one);
          return <li key={at}>{words ? t(words.key, words.values) : <Told text={one} />}</li>;
        })}
        {missing.length > 12 && <li>{t('common:and_more', {count: missing.length - 12})}</li>}
      </ul>
      {missing.some(owes_action) && (
        <Anchor component={Link} href={`/notices/${encodeURIComponent(notice_id)}/actions`} size="sm">{t('reply.to_actions')}</Anchor>
      )}
    </Note>
  );
}

export function SignPanel({notice_id, draft, shown, choice, change}: Props) {
  const {t} = useTranslation(['notice', 'common']);
  const me = useMe();
  const may = useMay('sign');
  const [meaning, set_meaning] = useState(t('sign.usual_meaning'));
  const [passphrase, set_passphrase] = useState('');
  const signing = useChange(
    () => post<SignedReply>(`/notices/${encodeURIComponent(notice_id)}/replies`, {...choice, seen: draft.seen, meaning, passphrase}),
    ({evidence}) => {
      set_passphrase('');
      notifications.show({message: t('sign.signed', {evidence})});
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signing.mutate(undefined);
  };
  const ready = draft.missing.length === 0;
  return (
    <Section title={t('sign.title')} lead={t('sign.lead')}>
      {!ready && <Missing notice_id={notice_id} missing={draft.missing} />}
      <Checkbox checked={choice.as_it_stands} onChange={(event) => change({as_it_stands: event.currentTarget.checked})}
        label={t('sign.as_it_stands')} description={t('sign.as_it_stands_text')} />
      {!may && <Text c="dimmed">{t('sign.may_not')}</Text>}
      {may && !me.signature && <NoSignature />}
      {may && me.signature && (
        <form onSubmit={submit}>
          <Stack>
            <TextInput label={t('sign.meaning')} description={t('sign.meaning_text')} required value={meaning}
              onChange={(event) => set_meaning(event.currentTarget.value)} />
            <PasswordInput label={t('sign.passphrase')} description={t('sign.as', {name: me.full_name})} required
              autoComplete="off" value={passphrase} onChange={(event) => set_passphrase(event.currentTarget.value)}
              visibilityToggleButtonProps={{'aria-label': t('sign.show'), tabIndex: 0}} />
            <ErrorNote error={signing.error} />
            <Button type="submit" loading={signing.isPending} disabled={!ready || !shown} w="fit-content"
              leftSection={<IconSignature size={17} aria-hidden />}>
              {t('sign.sign')}
            </Button>
          </Stack>
        </form>
      )}
    </Section>
  );
}
