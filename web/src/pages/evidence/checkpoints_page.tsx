// Every checkpoint that the service remembers, each checked here: its signature, and that the log of now goes on from it.
import {Stack, Text} from '@mantine/core';
import {IconCircleCheck, IconCircleDashed, IconCircleX, IconFlag} from '@tabler/icons-react';
import {useQuery} from '@tanstack/react-query';
import {useTranslation} from 'react-i18next';
import {useGet} from '../../api/queries';
import type {Checkpoints} from '../../api/types';
import {Copy} from '../../parts/copy';
import {EmptyState} from '../../parts/empty_state';
import {ErrorNote} from '../../parts/error_note';
import {useFormat} from '../../parts/format';
import {Loading} from '../../parts/loading';
import {PageTitle} from '../../parts/page_title';
import {type Column, DataTable} from '../../parts/table';
import {Tag} from '../../parts/tag';
import {check_checkpoint, check_past} from '../../proof/check';
import {type Verdict, root_text} from '../../proof/note';
import {KeyNote} from './key_note';
import {useLogTrust} from './use_log';

const looks = {
  holds: {tone: 'good', icon: IconCircleCheck},
  broken: {tone: 'bad', icon: IconCircleX},
  unchecked: {tone: 'warn', icon: IconCircleDashed},
} as const;

interface Checked {size: number; root: string; note: string; signature: Verdict; past: Verdict}

// Nothing is taken from the rows but signed texts and the paths between them.
async function check_rows({checkpoint: newest, items}: Checkpoints, key: string): Promise<Checked[]> {
  const now = await check_checkpoint(newest, key);
  const told = items.some((row) => row.checkpoint === newest) ? items : [{checkpoint: newest, path: []}, ...items];
  return Promise.all(
    told.map(async ({checkpoint: note, path}) => {
      const {verdict, checkpoint} = await check_checkpoint(note, key);
      const past = checkpoint && now.checkpoint ? await check_past(checkpoint, now.checkpoint, path) : 'broken';
      return {
        size: checkpoint?.size ?? 0, root: checkpoint ? root_text(checkpoint) : '', note, signature: verdict,
        past: now.verdict === 'holds' || past === 'broken' ? past : now.verdict,
      };
    }),
  );
}

function VerdictTag({verdict}: {verdict: Verdict}) {
  const {t} = useTranslation('evidence');
  return <Tag tone={looks[verdict].tone} icon={looks[verdict].icon}>{t(`step_verdict.${verdict}`)}</Tag>;
}

export function CheckpointsPage() {
  const {t} = useTranslation(['evidence', 'common']);
  const format = useFormat();
  const trust = useLogTrust();
  const {data, error, refetch} = useGet<Checkpoints>('/evidence/checkpoints', {limit: 200});
  const key = trust.pin?.key ?? trust.key;
  const checked = useQuery({
    queryKey: ['checkpoints', data, key],
    queryFn: () => check_rows(data!, key!),
    enabled: data !== undefined && key !== undefined,
    staleTime: Infinity,
  });
  const columns: Column<Checked>[] = [
    {id: 'size', header: t('checkpoints.size'), value: (row) => row.size, cell: (row) => format.number(row.size), number: true},
    {id: 'root', header: t('checkpoints.root'), value: (row) => row.root, cell: (row) => <span className="mono">{row.root}</span>},
    {id: 'signature', header: t('checkpoints.signature'), value: (row) => row.signature, cell: (row) => <VerdictTag verdict={row.signature} />},
    {id: 'past', header: t('checkpoints.past'), value: (row) => row.past, cell: (row) => <VerdictTag verdict={row.past} />},
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
            actions={(row) => <Copy text={row.note} label={t('checkpoints.copy')} />}
            empty={<EmptyState icon={IconFlag} title={t('checkpoints.none')} text={t('checkpoints.none_text')} />} />
        )}
        <Text size="sm" c="dimmed" maw={720}>{t('checkpoints.keep')}</Text>
      </Stack>
    </>
  );
}
