// Who is told what.
import {Button, Stack} from '@mantine/core';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useMay} from '../../../api/session';
import type {Setting} from '../../../api/types';
import {Section} from '../../../parts/section';
import {type Column, DataTable} from '../../../parts/table';
import {EditSetting} from '../service/edit_setting';
import {words_of} from '../service/value';

export function Recipients({settings}: {settings: Setting[]}) {
  const {t} = useTranslation('settings');
  const administers = useMay('administer');
  const [editing, set_editing] = useState<Setting | null>(null);
  const changeable = settings.filter((one) => one.key.startsWith('mail.') && one.changeable);
  const rows = [true, false].flatMap((list) => changeable.filter((one) => Array.isArray(one.default) === list));
  const title = (one: Setting) => t(`mail.${one.key.slice('mail.'.length)}`, {defaultValue: one.key});
  const columns: Column<Setting>[] = [
    {id: 'what', header: t('mail.what'), value: title},
    {id: 'value', header: t('mail.who'), value: (one) => words_of(one.value), cell: (one) => (
      <Stack gap={0}>
        {(Array.isArray(one.value) ? one.value.map(String) : [words_of(one.value)]).map((word) => <span key={word}>{word}</span>)}
        {Array.isArray(one.value) && !one.value.length && t('mail.nobody')}
      </Stack>
    )},
  ];
  return (
    <Section title={t('mail.recipients')} lead={t('mail.recipients_lead')}>
      <DataTable label={t('mail.recipients')} file="mail-recipients" columns={columns} rows={rows} row_key={(one) => one.key}
        actions={administers ? (one) => (
          <Button size="compact-sm" variant="default" aria-label={t('mail.change', {what: title(one)})} onClick={() => set_editing(one)}>
            {t('values.change')}
          </Button>
        ) : undefined} />
      {editing && <EditSetting setting={editing} close={() => set_editing(null)} />}
    </Section>
  );
}
