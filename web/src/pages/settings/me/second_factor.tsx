import {Button, Group, PasswordInput, Stack, Text, TextInput} from '@mantine/core';
import {IconShieldCheck} from '@tabler/icons-react';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {post, put, remove} from '../../../api/client';
import {useChange} from '../../../api/queries';
import {refresh_session, renew_session, useMe} from '../../../api/session';
import type {Me} from '../../../api/types';
import {Confirm} from '../../../parts/confirm';
import {Copy} from '../../../parts/copy';
import {ErrorNote} from '../../../parts/error_note';
import {Qr} from '../../../parts/qr';
import {Section} from '../../../parts/section';
import {Tag} from '../../../parts/tag';
import {tell} from '../../../parts/tell';
import {Term} from '../../../parts/term';

interface Offer {secret: string; uri: string}

function Setup({offer, done}: {offer: Offer; done: (renewed: Me) => void}) {
  const {t} = useTranslation('settings');
  const [code, set_code] = useState('');
  const taking = useChange(() => put<Me>('/me/totp', {code: code.replace(/\s/g, '')}), done);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    taking.mutate(undefined);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">{t('factor.scan')}</Text>
        <Group align="flex-start" gap="lg">
          <Qr text={offer.uri} label={t('factor.qr')} />
          <Stack gap="xs" flex="1 1 200px">
            <Text size="sm" c="dimmed">{t('factor.by_hand')}</Text>
            <Group gap={4} wrap="nowrap">
              <Text className="mono" style={{overflowWrap: 'anywhere'}}>{offer.secret.match(/.{1,4}/g)?.join(' ')}</Text>
              <Copy text={offer.secret} label={t('factor.copy')} />
            </Group>
            <TextInput label={t('factor.code')} required inputMode="numeric" autoComplete="one-time-code" value={code} maw={200}
              onChange={(event) => set_code(event.currentTarget.value)} />
            <ErrorNote error={taking.error} />
            <Group><Button type="submit" loading={taking.isPending}>{t('factor.take')}</Button></Group>
          </Stack>
        </Group>
      </Stack>
    </form>
  );
}

export function SecondFactor() {
  const {t} = useTranslation('settings');
  const me = useMe();
  const [offer, set_offer] = useState<Offer | null>(null);
  const [dropping, set_dropping] = useState(false);
  const [password, set_password] = useState('');
  const offering = useChange(() => post<Offer>('/me/totp'), set_offer);
  const dropped = useChange(() => remove('/me/totp', {password}), () => {
    set_dropping(false);
    set_password('');
    tell(t('factor.dropped'));
    void refresh_session();
  });
  const done = (renewed: Me) => {
    renew_session(renewed);
    set_offer(null);
    tell(t('factor.done'));
  };
  return (
    <Section title={<Term k="second_factor" />} lead={t('factor.lead')}
      actions={me.second_factor && <Tag tone="good" icon={IconShieldCheck}>{t('factor.on')}</Tag>}>
      <ErrorNote error={offering.error} />
      {offer && <Setup offer={offer} done={done} />}
      {!offer && !me.second_factor && (
        <Group><Button loading={offering.isPending} onClick={() => offering.mutate(undefined)}>{t('factor.begin')}</Button></Group>
      )}
      {me.second_factor && <Group><Button variant="default" onClick={() => set_dropping(true)}>{t('factor.drop')}</Button></Group>}
      {dropping && (
        <Confirm title={t('factor.drop')} text={t('factor.drop_text')} go={t('factor.drop_go')} danger busy={dropped.isPending}
          error={dropped.error} confirm={() => dropped.mutate(undefined)} close={() => set_dropping(false)}>
          <PasswordInput label={t('password.old')} required autoComplete="current-password" value={password} data-autofocus
            visibilityToggleButtonProps={{'aria-label': t('password.show'), tabIndex: 0}}
            onChange={(event) => set_password(event.currentTarget.value)} />
        </Confirm>
      )}
    </Section>
  );
}
