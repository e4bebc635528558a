// Runs: what is on its way, what is being worked on, and every run that is known.
import {Button, Menu, Stack} from '@mantine/core';
import {IconChevronDown, IconStack2} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useMay} from '../../api/session';
import type {RunRow} from '../../api/types';
import {Breakable} from '../../parts/breakable';
import {EmptyState} from '../../parts/empty_state';
import {useFormat} from '../../parts/format';
import {PageTitle} from '../../parts/page_title';
import {type Column, DataTable} from '../../parts/table';
import {When} from '../../parts/when';
import {LiveTransfers} from './live_transfers';
import {RunState} from './run_state';
import {files_of} from './story';
import {WorkForm} from './work_form';
import {Work} from './work';
import {type WorkKind, useWork, work_kinds} from './use_work';

// As the service narrows them: by the last thing that happened, or that files are not as they were sealed.
const states = ['verified', 'broken', 'verifying', 'sealed', 'sent', 'received'];

// What did not come to its end is never shown as if it had.
const shown_state = ({state, outcome}: RunRow) => (state !== 'broken' && outcome !== 'ok' ? 'failed' : state);

export function RunsPage() {
  const {t} = useTranslation(['runs', 'common']);
  const format = useFormat();
  const may = useMay('transfer');
  const {running} = useWork();
  const [form, set_form] = useState<WorkKind | null>(null);
  const under_way = (run: string) => running.some((job) => job.kind === 'verify' && job.run === run);
  const columns: Column<RunRow>[] = [ // the service sorts by name and by time
    {id: 'run', header: t('column.run'), value: (row) => row.run},
    {
      id: 'state', header: t('column.state'), value: (row) => row.state, sortable: false,
      choices: states.map((value) => ({value, label: t(`state.${value}`)})),
      cell: (row) => <RunState state={under_way(row.run) ? 'verifying' : shown_state(row)} />,
    },
    {id: 'at', header: t('column.at'), value: (row) => row.at, cell: (row) => <When at={row.at} />},
    {id: 'files', header: t('column.files'), value: (row) => row.files, cell: (row) => (row.files === null ? '–' : format.number(row.files)), number: true, sortable: false},
    {id: 'bytes', header: t('column.bytes'), value: (row) => row.bytes, cell: (row) => (row.bytes === null ? '–' : format.bytes(row.bytes)), number: true, sortable: false},
    {
      id: 'failed', header: t('column.failed'), value: (row) => files_of(row).all, number: true, sortable: false,
      cell: (row) => (row.failed ? <b style={{color: 'var(--bad-ink)'}}>{format.number(files_of(row).all)}</b> : '0'),
    },
    {id: 'place', header: t('column.place'), value: (row) => row.place, sortable: false, wide: true, cell: (row) => <span className="mono"><Breakable text={row.place} /></span>},
  ];
  return (
    <>
      <PageTitle title={t('title')} lead={t('lead')}>
        {may && (
          <Menu>
            <Menu.Target>
              <Button rightSection={<IconChevronDown size={16} aria-hidden />}>{t('work.new')}</Button>
            </Menu.Target>
            <Menu.Dropdown>
              {work_kinds.map((kind) => <Menu.Item key={kind} onClick={() => set_form(kind)}>{t(`work.${kind}`)}</Menu.Item>)}
            </Menu.Dropdown>
          </Menu>
        )}
      </PageTitle>
      <Stack gap="lg">
        <LiveTransfers />
        <Work jobs={running} />
        <DataTable label={t('title')} file="runs" path="/runs" columns={columns} row_key={(row) => row.run}
          href={(row) => `/runs/${encodeURIComponent(row.run)}`} sort={{id: 'at', descending: true}}
          empty={
            <EmptyState icon={IconStack2} title={t('empty.title')} text={t('empty.text')}>
              {may && <Button onClick={() => set_form('seal')}>{t('work.seal')}</Button>}
            </EmptyState>
          } />
      </Stack>
      {form && <WorkForm kind={form} close={() => set_form(null)} />}
    </>
  );
}
