// One notice: the letter, the devices, the actions and the reply, each a tab with its own address.
import {Tabs} from '@mantine/core';
import {keepPreviousData} from '@tanstack/react-query';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useLocation} from 'wouter';
import {useGet} from '../../api/queries';
import type {Case, Notice} from '../../api/types';
import {ErrorNote} from '../../parts/error_note';
import {useFormat} from '../../parts/format';
import {Loading} from '../../parts/loading';
import {PageTitle} from '../../parts/page_title';
import {ActionsTab} from './actions/actions_tab';
import {at_once, counted} from './actions/items';
import {DevicesTab} from './devices/devices_tab';
import {LetterTab} from './letter/letter_tab';
import {ReplyTab} from './reply/reply_tab';
import {StateTag} from './state_tag';

const tabs = ['letter', 'devices', 'actions', 'reply'] as const;

export function NoticePage({id, tab = 'letter'}: {id: string; tab?: string}) {
  const {t} = useTranslation('notice');
  const format = useFormat();
  const [, go] = useLocation();
  const path = `/notices/${encodeURIComponent(id)}`;
  const notice = useGet<Notice>(path);
  const [page, set_page] = useState(1);
  const part = {offset: (page - 1) * at_once, limit: at_once};
  const now = useGet<Case>(`${path}/case`, part, {placeholderData: keepPreviousData});
  const back = {href: '/notices', label: t('title')};
  if (notice.error) return (
    <>
      <PageTitle title={id} back={back} />
      <ErrorNote error={notice.error} retry={() => void notice.refetch()} />
    </>
  );
  if (!notice.data) return <Loading lines={8} />;
  const {publisher, date, title} = notice.data;
  const counts = now.data && {affected: now.data.totals.affected, ...counted(now.data)};
  const words = (one: string) => t(`tab.${one}`) + (one === 'actions' && counts?.open ? ` (${counts.open})` : '');
  const lead = [title?.value, publisher?.value, date && format.date(date.value)].filter(Boolean).join(' · ');
  return (
    <>
      <PageTitle title={notice.data.id} lead={lead} back={back}>{counts && <StateTag row={counts} />}</PageTitle>
      <Tabs value={tab} onChange={(next) => go(`${path}/${next}`)} keepMounted={false}>
        <Tabs.List mb="lg" style={{flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden'}}>
          {tabs.map((one) => <Tabs.Tab key={one} value={one}>{words(one)}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value="letter"><LetterTab notice={notice.data} /></Tabs.Panel>
        <Tabs.Panel value="devices"><DevicesTab notice={notice.data} /></Tabs.Panel>
        <Tabs.Panel value="actions"><ActionsTab notice={notice.data} now={now} page={page} set_page={set_page} /></Tabs.Panel>
        <Tabs.Panel value="reply"><ReplyTab notice={notice.data} /></Tabs.Panel>
      </Tabs>
    </>
  );
}
