// What runseal.toml says. Some of it can be changed while the service runs.
import {Button, Stack, Text} from '@mantine/core';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useList} from '../../../api/queries';
import {useMay} from '../../../api/session';
import type {Setting} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {Loading} from '../../../parts/loading';
import {Section} from '../../../parts/section';
import {type Column, DataTable} from '../../../parts/table';
import {Told} from '../../../parts/told';
import {EditSetting} from './edit_setting';
import {words_of} from './value';

export function SettingList() {
  const {t} = useTranslation('settings');
  const administers = useMay('administer');
  const {data, error, refetch} = useList<Setting>('/settings');
  const [editing, set_editing] = useState<Setting | null>(null);
  const shown = (one: Setting) => (one.secret ? t(one.set ? 'values.secret' : 'values.none') : words_of(one.value) || t('values.none'));
  const columns: Column<Setting>[] = [
    {id: 'key', header: t('values.key'), value: (one) => one.key, cell: (one) => (
      <Stack gap={2}>
        <Text size="sm" fw={500} className="sentence"><Told text={one.meaning} /></Text>
        <Text component="span" c="dimmed" fw={400} className="mono">{one.key}</Text>
      </Stack>
    )},
    {id: 'value', header: t('values.value'), value: shown},
    {id: 'set', header: t('values.set'), value: (one) => t(one.set ? 'values.here' : 'values.default')},
  ];
  return (
    <Section title={t('values.title')} lead={t('values.lead')}>
      <ErrorNote error={error} retry={() => void refetch()} />
      {!data && !error && <Loading />}
      {data && (
        <DataTable label={t('values.title')} file="settings" columns={columns} rows={data.items} row_key={(one) => one.key}
          actions={administers ? (one) => one.changeable && (
            <Button size="compact-sm" variant="default" onClick={() => set_editing(one)}>{t('values.change')}</Button>
          ) : undefined} />
      )}
      {editing && <EditSetting setting={editing} close={() => set_editing(null)} />}
    </Section>
  );
}
