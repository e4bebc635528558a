import {Checkbox, Group, Select, SimpleGrid, Stack, TextInput, Textarea} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import type {DeviceRole} from '../../../api/types';
import type {Draft} from './draft';

const roles: DeviceRole[] = ['sequencer', 'analysis-server', 'storage', 'computer', 'other'];
interface Props {draft: Draft; change: (part: Partial<Draft>) => void}

export function Fields({draft, change}: Props) {
  const {t} = useTranslation(['device', 'common']);
  const text = (name: 'name' | 'site' | 'manufacturer' | 'catalogue_number' | 'udi' | 'serial' | 'operating_system' | 'software_version', more = {}) => (
    <TextInput label={t(`field.${name}`)} value={draft[name]} {...more}
      onChange={(event) => change({[name]: event.currentTarget.value})} />
  );
  return (
    <Stack>
      <SimpleGrid cols={{base: 1, xs: 2}}>
        {text('name', {required: true, 'data-autofocus': true})}
        <Select label={t('field.role')} value={draft.role} allowDeselect={false}
          data={roles.map((value) => ({value, label: t(`common:role_of.${value}`)}))}
          onChange={(value) => change({role: (value ?? 'other') as DeviceRole})} />
        {text('site')}
        {text('manufacturer')}
        {text('catalogue_number', {description: t('form.catalogue_text')})}
        {text('udi', {description: t('form.udi_text')})}
        {text('serial')}
        {text('operating_system', {description: t('form.system_text')})}
        {text('software_version')}
        <Checkbox.Group label={t('field.modes')} value={draft.modes} onChange={(modes) => change({modes})}>
          <Group mt={8}><Checkbox value="Dx" label="Dx" /><Checkbox value="RUO" label="RUO" /></Group>
        </Checkbox.Group>
      </SimpleGrid>
      <Textarea label={t('field.connections')} description={t('form.connections_text')} placeholder="smb://nas01/runs" autosize
        minRows={2} value={draft.connections} spellCheck={false} onChange={(event) => change({connections: event.currentTarget.value})} />
      <Textarea label={t('field.hosts')} description={t('form.hosts_text')} placeholder="10.1.2.3" autosize minRows={1}
        value={draft.hosts} spellCheck={false} onChange={(event) => change({hosts: event.currentTarget.value})} />
    </Stack>
  );
}
