// The notice's form, filled from the case as one types, seen as it will be printed, and signed.
import {Stack} from '@mantine/core';
import {useDebouncedValue} from '@mantine/hooks';
import {keepPreviousData, useQuery} from '@tanstack/react-query';
import {useMemo, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {type ApiError, get} from '../../../api/client';
import {key_of, useList} from '../../../api/queries';
import {useMe} from '../../../api/session';
import type {Notice, Reply, ReplyDraft} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {Loading} from '../../../parts/loading';
import {Answers} from './answers';
import {FormFields, type ReplyChoice} from './form_fields';
import {Preview} from './preview';
import classes from './reply.module.css';
import {SignPanel} from './sign_panel';
import {SignedList} from './signed_list';

export function ReplyTab({notice}: {notice: Notice}) {
  const {i18n} = useTranslation('notice');
  const me = useMe();
  const before = useList<Reply>('/replies', {limit: 1}).data?.items[0]; // who answered once is not asked again
  const [said, set_said] = useState<Partial<ReplyChoice>>({});
  const usual = {lang: notice.language?.value ?? i18n.language, organisation: before?.organisation ?? ''};
  const choice = useMemo<ReplyChoice>(
    () => ({role: 'customer', lang: usual.lang, organisation: usual.organisation, title: '', as_it_stands: false, ...said}),
    [said, usual.lang, usual.organisation],
  );
  const [settled] = useDebouncedValue(choice, 350);
  const path = `/notices/${encodeURIComponent(notice.id)}`;
  const query = {...settled, person: me.full_name};
  const draft = useQuery<ReplyDraft, ApiError>({
    queryKey: key_of(`${path}/reply`, query),
    queryFn: () => get<ReplyDraft>(`${path}/reply`, query),
    placeholderData: keepPreviousData,
  });
  const change = (part: Partial<ReplyChoice>) => set_said((old) => ({...old, ...part}));
  return (
    <Stack gap="lg">
      <SignedList notice_id={notice.id} />
      <ErrorNote error={draft.error} retry={() => void draft.refetch()} />
      {!draft.data && !draft.error && <Loading lines={8} />}
      {draft.data && (
        <div className={classes.sides}>
          <Stack gap="lg" style={{minWidth: 0}}>
            <FormFields choice={choice} change={change} reply={draft.data.reply} />
            <Answers reply={draft.data.reply} notice_id={notice.id} />
            <SignPanel notice_id={notice.id} draft={draft.data} choice={choice} change={change}
              shown={settled === choice && !draft.isPlaceholderData} />
          </Stack>
          <Preview path={`${path}/reply`} query={query} made={draft.dataUpdatedAt} name={`${notice.id}-reply-draft.pdf`} />
        </div>
      )}
    </Stack>
  );
}
