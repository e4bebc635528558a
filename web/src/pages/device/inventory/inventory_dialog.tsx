// An inventory comes in as a table: first only read, with every row that cannot be taken; then taken in.
import {Anchor, Button, Checkbox, Group, Stack, Text} from '@mantine/core';
import {notifications} from '@mantine/notifications';
import {IconTableImport} from '@tabler/icons-react';
import {useMutation} from '@tanstack/react-query';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {type ApiError, post} from '../../../api/client';
import {useChange} from '../../../api/queries';
import type {InventoryResult} from '../../../api/types';
import {DropZone} from '../../../parts/drop_zone';
import {Dialog} from '../../../parts/dialog';
import {ErrorNote} from '../../../parts/error_note';
import {save} from '../../../parts/table';
import {WhyField} from '../../../parts/why_field';
import {Rejected} from './rejected';
import {example} from './example';

const send = (file: File, how: {dry_run?: boolean; keep_good: boolean; why?: string}) =>
  post<InventoryResult>('/devices/inventory', file, {file_name: file.name, ...how});

export function InventoryDialog({close}: {close: () => void}) {
  const {t} = useTranslation(['device', 'common']);
  const [keep_good, set_keep_good] = useState(false);
  const [why, set_why] = useState('');
  const reading = useMutation<InventoryResult, ApiError, File>({mutationFn: (file) => send(file, {dry_run: true, keep_good: true})});
  const taking = useChange(
    () => send(reading.variables!, {keep_good, why}),
    ({devices}) => {
      notifications.show({message: t('inventory.taken', {count: devices})});
      close();
    },
  );
  const again = () => {
    reading.reset();
    taking.reset();
    set_keep_good(false);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    taking.mutate(undefined);
  };
  const read = reading.data;
  const bad = read?.rejected.length ?? 0;
  return (
    <Dialog wide title={t('inventory.title')} close={close}>
      <Stack>
        {!read && (
          <>
            <DropZone icon={IconTableImport} title={t('inventory.drop')} text={t('inventory.text')} pick={t('inventory.pick')}
              accept=".csv,text/csv,text/plain" busy={reading.isPending} take={(file) => reading.mutate(file)} />
            <Text size="sm" c="dimmed">
              {t('inventory.columns')}{' '}
              <Anchor component="button" type="button" inherit onClick={() => save('inventory.csv', example)}>{t('inventory.example')}</Anchor>
            </Text>
            <ErrorNote error={reading.error} />
          </>
        )}
        {read && (
          <>
            <Text role="status" fw={500}>
              {t('inventory.read', {file: reading.variables.name, count: read.devices})}
              {bad > 0 && ` ${t('inventory.bad', {count: bad})}`}
            </Text>
            {(read.ignored_columns?.length ?? 0) > 0 && (
              <Text size="sm" c="dimmed">{t('inventory.ignored', {columns: read.ignored_columns?.join(', ')})}</Text>
            )}
            {bad > 0 && <Rejected rejected={read.rejected} />}
            {bad > 0 && read.devices > 0 && (
              <Checkbox checked={keep_good} onChange={(event) => set_keep_good(event.currentTarget.checked)}
                label={t('inventory.keep_good')} description={t('inventory.keep_good_text')} />
            )}
            <Stack component="form" onSubmit={submit}>
              <WhyField why={why} change={set_why} />
              <ErrorNote error={taking.error} />
              <Group justify="flex-end">
                <Button variant="default" onClick={again}>{t('inventory.other')}</Button>
                <Button type="submit" loading={taking.isPending} disabled={!read.devices || (bad > 0 && !keep_good)}>
                  {t('inventory.take', {count: read.devices})}
                </Button>
              </Group>
            </Stack>
          </>
        )}
      </Stack>
    </Dialog>
  );
}
