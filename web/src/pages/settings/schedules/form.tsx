import {Button, Group, Modal, NumberInput, Select, Stack, TextInput} from '@mantine/core';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {post, put} from '../../../api/client';
import {useChange} from '../../../api/queries';
import type {Json, Schedule} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {tell} from '../../../parts/tell';
import {WhyField} from '../../../parts/why_field';
import {parted, spans} from './span';

const kinds = ['audit', 'verify', 'check-evidence'];
const path_in = (request: Json | undefined) =>
  request && typeof request === 'object' && !Array.isArray(request) ? String(request.path ?? '') : '';
const request_of = (kind: string, path: string): Json => (kind === 'audit' ? {all: true} : kind === 'verify' ? {path} : {});

export function ScheduleForm({schedule, close}: {schedule: Schedule | null; close: () => void}) {
  const {t} = useTranslation(['settings', 'common']);
  const [name, set_name] = useState(schedule?.name ?? '');
  const [kind, set_kind] = useState(schedule?.kind ?? 'audit');
  const [path, set_path] = useState(path_in(schedule?.request));
  const first = parted(schedule?.every_s ?? 86_400);
  const [count, set_count] = useState<number | string>(first.count);
  const [unit, set_unit] = useState<string>(first.unit);
  const [why, set_why] = useState('');
  const saving = useChange(
    () => {
      const seconds = spans.find((span) => span.unit === unit)!.seconds;
      const same = schedule && schedule.kind === kind && kind !== 'verify'; // what was asked for may say more than this form
      const body = {kind, request: same ? schedule.request : request_of(kind, path.trim()), every_s: Number(count) * seconds, paused: schedule?.paused ?? false};
      return schedule ? put(`/schedules/${encodeURIComponent(schedule.name)}`, {...body, why}) : post('/schedules', {name: name.trim(), ...body});
    },
    () => {
      close();
      tell(t('schedules.saved'));
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate(undefined);
  };
  return (
    <Modal opened onClose={close} title={t(schedule ? 'schedules.change' : 'schedules.new')} closeButtonProps={{'aria-label': t('common:close')}}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput label={t('schedules.name')} description={t('schedules.name_help')} required disabled={schedule !== null} value={name}
            pattern="[a-z0-9._\-]{1,64}" autoCapitalize="none" spellCheck={false}
            onChange={(event) => set_name(event.currentTarget.value.toLowerCase())} />
          <Select label={t('schedules.kind')} allowDeselect={false} value={kind} onChange={(value) => set_kind(value ?? 'audit')}
            data={kinds.map((value) => ({value, label: t(`job_kind.${value}`)}))} description={t(`job_kind_means.${kind}`)} />
          {kind === 'verify' && (
            <TextInput label={t('schedules.path')} description={t('schedules.path_help')} required value={path} classNames={{input: 'mono'}}
              onChange={(event) => set_path(event.currentTarget.value)} />
          )}
          <Group align="flex-end" gap="sm" wrap="nowrap">
            <NumberInput label={t('schedules.every')} min={1} max={999} allowDecimal={false} required value={count} onChange={set_count} w={140} />
            <Select aria-label={t('schedules.unit')} allowDeselect={false} value={unit} onChange={(value) => set_unit(value ?? 'days')} flex={1}
              data={spans.map((span) => ({value: span.unit, label: t(`unit.${span.unit}`)}))} />
          </Group>
          {schedule && <WhyField why={why} change={set_why} />}
          <ErrorNote error={saving.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>{t('common:cancel')}</Button>
            <Button type="submit" loading={saving.isPending}>{t('common:save')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
