// One run: how it stands, what failed, its way from source to storage, and everything that happened to it.
import {Anchor, Button, Group, Stack, Text} from '@mantine/core';
import {IconCircleX, IconHelpCircle, IconShieldCheck, IconTruckDelivery} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {useGet} from '../../api/queries';
import {useMay} from '../../api/session';
import type {RunDetail} from '../../api/types';
import {ErrorNote} from '../../parts/error_note';
import {Loading} from '../../parts/loading';
import {PageTitle} from '../../parts/page_title';
import {When} from '../../parts/when';
import {ByHand} from './by_hand';
import {FailedFiles} from './failed_files';
import {RunEvents} from './run_events';
import classes from './runs.module.css';
import {type Standing, files_of, folders_of, standing_of, way_of} from './story';
import {type WorkKind, useStart, useWork} from './use_work';
import {WayPicture} from './way_picture';
import {Work} from './work';
import {WorkForm} from './work_form';

const looks = {
  intact: {tone: 'good', icon: IconShieldCheck},
  broken: {tone: 'bad', icon: IconCircleX},
  failed: {tone: 'bad', icon: IconTruckDelivery},
  unread: {tone: 'accent', icon: IconHelpCircle},
} as const;

function VerdictBox({standing, at, count}: {standing: Standing; at: string; count: number}) {
  const {t} = useTranslation('runs');
  const {tone, icon: Picture} = looks[standing];
  return (
    <div className={classes.verdict} data-tone={tone} data-standing={standing} role="status">
      <Picture size={40} stroke={1.6} aria-hidden />
      <div>
        <Text fw={600}>{t(`standing.${standing}`, {count})}</Text>
        <Text size="sm" component="div">{t(`standing.${standing}_text`)} <When at={at} />.</Text>
      </div>
    </div>
  );
}

export function RunPage({name}: {name: string}) {
  const {t} = useTranslation(['runs', 'common']);
  const may = useMay('transfer');
  const {data, error, refetch} = useGet<RunDetail>(`/runs/${encodeURIComponent(name)}`);
  const {running} = useWork(name);
  const [form, set_form] = useState<WorkKind | null>(null);
  const verify = useStart(() => {});
  const back = {href: '/runs', label: t('title')};
  if (error) return <><PageTitle title={name} back={back} /><ErrorNote error={error} retry={() => void refetch()} /></>;
  if (!data) return <><PageTitle title={name} back={back} /><Loading lines={8} /></>;
  const folders = folders_of(data.events);
  const [folder] = folders;
  const {files, all} = files_of(data);
  const last = data.events.reduce((at, event) => (event.at > at ? event.at : at), '');
  const verify_now = () => (folder ? verify.mutate({kind: 'verify', wish: {path: folder}}) : set_form('verify'));
  return (
    <>
      <PageTitle title={name} back={back}>
        {may && (
          <Group gap="xs">
            <Button variant="default" onClick={() => set_form('send')}>{t('work.send_do')}</Button>
            <Button variant="default" onClick={() => set_form('seal')}>{t('work.seal_again')}</Button>
            <Button onClick={verify_now} loading={verify.isPending} disabled={running.some((job) => job.kind === 'verify')}>
              {t('work.verify_now')}
            </Button>
          </Group>
        )}
      </PageTitle>
      <Stack gap="lg">
        <ErrorNote error={verify.error} />
        <Work jobs={running} />
        <VerdictBox standing={standing_of(data)} at={last} count={all} />
        <FailedFiles run={name} files={files} all={all} />
        <WayPicture way={way_of(data.events)} />
        <RunEvents events={data.events} />
        {folder && <ByHand folder={folder} />}
        <Text size="sm">
          <Anchor component={Link} href={`/evidence?subject=${encodeURIComponent(name)}`}>{t('all_evidence')}</Anchor>
        </Text>
      </Stack>
      {form && <WorkForm kind={form} path={folder} close={() => set_form(null)} />}
    </>
  );
}
