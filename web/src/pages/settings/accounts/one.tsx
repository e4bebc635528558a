import {Button, Group, Modal, Stack, Text} from '@mantine/core';
import {IconLink, IconPencil, IconUserCheck, IconUserOff} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {patch, post} from '../../../api/client';
import {useChange, useList} from '../../../api/queries';
import {useMay, useMe} from '../../../api/session';
import type {AccountRow} from '../../../api/types';
import {Confirm} from '../../../parts/confirm';
import {ErrorNote} from '../../../parts/error_note';
import {Loading} from '../../../parts/loading';
import {Section} from '../../../parts/section';
import {Tag} from '../../../parts/tag';
import {tell} from '../../../parts/tell';
import {NotFound} from '../../../shell/not_found';
import {Sessions} from '../me/sessions';
import {AccountFacts} from './facts';
import {EditAccount} from './edit_account';
import {LinkView, type OneTimeLink} from './link_view';
import {state_of, tone_of_state} from './state';

type Open = 'edit' | 'link' | 'switch' | null;

function Shown({account}: {account: AccountRow}) {
  const {t} = useTranslation(['settings', 'common']);
  const me = useMe();
  const administers = useMay('administer');
  const [open, set_open] = useState<Open>(null);
  const path = `/accounts/${encodeURIComponent(account.name)}`;
  const linking = useChange((why: string) => post<OneTimeLink>(`${path}/link`, {why}), () => set_open(null));
  const switching = useChange((why: string) => patch(path, {disabled: !account.disabled, why}), () => {
    set_open(null);
    tell(t(account.disabled ? 'one.enabled' : 'one.disabled'));
  });
  const word = account.disabled ? 'enable' : 'disable';
  const Switch = account.disabled ? IconUserCheck : IconUserOff;
  return (
    <Stack gap="xl">
      <Section
        title={<Group gap="sm">{account.full_name || account.name} <Tag tone={tone_of_state[state_of(account)]}>{t(`account_state.${state_of(account)}`)}</Tag></Group>}
        actions={administers && (
          <>
            <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={() => set_open('edit')}>{t('one.edit')}</Button>
            <Button variant="default" leftSection={<IconLink size={16} aria-hidden />} disabled={account.disabled}
              onClick={() => set_open('link')}>
              {t('one.link')}
            </Button>
            {account.name !== me.account && (
              <Button variant="default" leftSection={<Switch size={16} aria-hidden />} onClick={() => set_open('switch')}>{t(`one.${word}`)}</Button>
            )}
          </>
        )}>
        <AccountFacts account={account} />
      </Section>
      <Sessions path={`${path}/sessions`} />
      {open === 'edit' && <EditAccount account={account} close={() => set_open(null)} />}
      {open === 'link' && (
        <Confirm title={t('one.link_title', {name: account.full_name || account.name})} text={t('one.link_text')} go={t('one.link')} why
          busy={linking.isPending} error={linking.error} confirm={(why) => linking.mutate(why)} close={() => set_open(null)} />
      )}
      {open === 'switch' && (
        <Confirm title={t(`one.${word}_title`, {name: account.full_name || account.name})} text={<Text size="sm">{t(`one.${word}_text`)}</Text>}
          go={t(`one.${word}`)} danger={!account.disabled} why busy={switching.isPending} error={switching.error}
          confirm={(why) => switching.mutate(why)} close={() => set_open(null)} />
      )}
      {linking.data && (
        <Modal opened onClose={linking.reset} title={t('one.link')} closeButtonProps={{'aria-label': t('common:close')}} closeOnClickOutside={false}>
          <LinkView link={linking.data} name={account.full_name || account.name} />
        </Modal>
      )}
    </Stack>
  );
}

export function OneAccount({name}: {name: string}) {
  const {data, error} = useList<AccountRow>('/accounts');
  if (error) return <ErrorNote error={error} />;
  if (!data) return <Loading />;
  const account = data.items.find((one) => one.name === name);
  return account ? <Shown account={account} /> : <NotFound />;
}
