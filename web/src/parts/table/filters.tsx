import {ActionIcon, Group, Select, TextInput} from '@mantine/core';
import {IconArrowDown, IconArrowUp, IconSearch} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import type {Column} from './columns';

interface State {search: string; chosen: Record<string, string>; sort: string; descending: boolean}
interface Props<Row> {
  columns: Column<Row>[];
  state: State;
  change: (part: Partial<State>) => void;
  narrow: boolean;
}

export function Filters<Row>({columns, state, change, narrow}: Props<Row>) {
  const {t} = useTranslation();
  const sortable = columns.filter((column) => column.sortable !== false);
  const chosen = columns.filter((column) => column.choices);
  return (
    <Group gap="sm" align="flex-end" className="no-print">
      <TextInput type="search" aria-label={t('table.search')} placeholder={t('table.search')} value={state.search}
        leftSection={<IconSearch size={16} aria-hidden />} flex={{base: '1 1 100%', sm: '0 1 280px'}}
        onChange={(event) => change({search: event.currentTarget.value})} />
      {chosen.map((column) => (
        <Select key={column.id} aria-label={column.header} placeholder={column.header} data={column.choices!} clearable
          w={190} value={state.chosen[column.id] ?? null} clearButtonProps={{'aria-label': t('table.clear')}}
          onChange={(value) => change({chosen: {...state.chosen, [column.id]: value ?? ''}})} />
      ))}
      {narrow && sortable.length > 1 && (
        <Group gap={4} wrap="nowrap" flex="1 1 180px">
          <Select aria-label={t('table.sort')} placeholder={t('table.sort')} flex={1}
            data={sortable.map(({id, header}) => ({value: id, label: header}))} value={state.sort || null}
            onChange={(value) => change({sort: value ?? ''})} />
          <ActionIcon variant="default" size={36} aria-label={t(state.descending ? 'table.descending' : 'table.ascending')}
            onClick={() => change({descending: !state.descending})}>
            {state.descending ? <IconArrowDown size={16} /> : <IconArrowUp size={16} />}
          </ActionIcon>
        </Group>
      )}
    </Group>
  );
}
