// Every checkpoint that the service remembers, each signature checked here.
import {Stack, Text} from '@mantine/core';
import {IconCircleCheck, IconCircleDashed, IconCircleX, IconFlag} from '@tabler/icons-react';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {useList} from '../../api/queries';
import type {CheckpointRow} from '../../api/types';
import {Copy} from '../../parts/copy';
import {EmptyState} from '../../parts/empty_state';
import {ErrorNote} from '../../parts/error_note';
import {useFormat} from '../../parts/format';
import {Loading} from '../../parts/loading';
import {PageTitle} from '../../parts/page_title';
import {type Column, DataTable} from '../../parts/table';
import {Tag} from '../../parts/tag';
import {When} from '../../parts/when';
import {check_checkpoint} from '../../proof/check';
import {type Verdict, root_text} from '../../proof/note';
import {KeyNote} from './key_note';
import {useLogTrust} from './use_log';

const looks = {
  holds: {tone: 'good', icon: IconCircleCheck},
  broken: {tone: 'bad', icon: IconCircleX},
  unchecked: {tone: 'warn', icon: IconCircleDashed},
} as const;

type Checked = CheckpointRow & {verdict: Verdict};

// The row must say what its signed text says: the table shows nothing that is not signed.
async function check_rows(rows: CheckpointRow[], key: string): Promise<Checked[]> {
  return Promise.all(
    rows.map(async (row) => {
      const {verdict, checkpoint} = await check_checkpoint(row.note ?? '', key);
      const same = checkpoint?.size === row.size && checkpoint && root_text(checkpoint) === row.root;
      return {...row, verdict: same ? verdict : 'broken'};
    }),
  );
}

export function CheckpointsPage() {
  const {t} = useTranslation(['evidence', 'common']);
  const format = useFormat();
  const trust = useLogTrust();
  const {data, error, refetch} = useList<CheckpointRow>('/evidence/checkpoints', {limit: 500});
  const key = trust.pin?.key ?? trust.key;
  const checked = useQuery({
    queryKey: ['checkpoints', data?.items, key],
    queryFn: () => check_rows(data!.items, key!),
    enabled: data !== undefined && key !== undefined,
    staleTime: Infinity,
  });
  const columns: Column<Checked>[] = [
    {id: 'size', header: t('checkpoints.size'), value: (row) => row.size, cell: (row) => format.number(row.size), number: true},
    {id: 'at', header: t('column.at'), value: (row) => row.at, cell: (row) => <When at={row.at} exact />},
    {id: 'root', header: t('checkpoints.root'), value: (row) => row.root, cell: (row) => <span className="mono">{row.root}</span>, sortable: false},
    {
      id: 'verdict', header: t('checkpoints.signature'), value: (row) => row.verdict,
      cell: (row) => <Tag tone={looks[row.verdict].tone} icon={looks[row.verdict].icon}>{t(`step_verdict.${row.verdict}`)}</Tag>,
    },
  ];
  return (
    <>
      <PageTitle title={t('checkpoints.title')} lead={t('checkpoints.lead')} back={{href: '/evidence', label: t('title')}} />
      <KeyNote trust={trust} />
      <Stack gap="md">
        <ErrorNote error={error} retry={() => void refetch()} />
        {!checked.data && !error && <Loading />}
        {checked.data && (
          <DataTable label={t('checkpoints.title')} file="checkpoints" columns={columns} rows={checked.data}
            row_key={(row) => `${row.size} ${row.root}`} sort={{id: 'size', descending: true}}
            actions={(row) => <Copy text={row.note ?? ''} label={t('checkpoints.copy')} />}
            empty={<EmptyState icon={IconFlag} title={t('checkpoints.none')} text={t('checkpoints.none_text')} />} />
        )}
        <Text size="sm" c="dimmed" maw={720}>{t('checkpoints.keep')}</Text>
      </Stack>
    </>
  );
}
