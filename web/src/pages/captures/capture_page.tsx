// What one capture showed: the picture, whose connections it was about, what crossed readable, and signs of interference.
import {Anchor, Button, Stack, Text} from '@mantine/core';
import {IconEye, IconEyeOff} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useLocation} from 'wouter';
import {address, remove} from '../../api/client';
import {useChange, useGet} from '../../api/queries';
import {useMay} from '../../api/session';
import type {CaptureDetail} from '../../api/types';
import {Confirm} from '../../parts/confirm';
import {ErrorNote} from '../../parts/error_note';
import {useFormat} from '../../parts/format';
import {Loading} from '../../parts/loading';
import {PageTitle} from '../../parts/page_title';
import {When} from '../../parts/when';
import {About} from './about';
import classes from './captures.module.css';
import {Connections} from './connections';
import {Files} from './files';
import {Flows} from './flows';
import {Picture} from './picture';
import {Signs} from './signs';

// That nothing was seen readable is good only where everything that was seen was told.
function Verdict({capture}: {capture: CaptureDetail}) {
  const {t} = useTranslation('captures');
  const format = useFormat();
  const open = capture.exposed_files > 0;
  const tone = open ? 'bad' : capture.confidentiality === 'protected' ? 'good' : 'none';
  const Look = open ? IconEye : IconEyeOff;
  return (
    <div className={classes.verdict} data-tone={tone} role="status">
      <Look size={40} stroke={1.6} aria-hidden />
      <div>
        <Text fw={600}>{open ? t('verdict.exposed', {count: capture.exposed_files, files: format.number(capture.exposed_files)}) : t('verdict.none')}</Text>
        <Text size="sm">{open ? t('verdict.exposed_text', {bytes: format.bytes(capture.exposed_bytes)}) : t('verdict.none_text')}</Text>
      </div>
    </div>
  );
}

function Forget({capture, close}: {capture: CaptureDetail; close: () => void}) {
  const {t} = useTranslation('captures');
  const [, go] = useLocation();
  const forgetting = useChange((why: string) => remove(`/captures/${encodeURIComponent(capture.id)}`, undefined, {why}), () => go('/captures'));
  return (
    <Confirm title={t('forget.title')} text={t('forget.text')} go={t('forget.go')} danger why busy={forgetting.isPending} error={forgetting.error}
      confirm={(why) => forgetting.mutate(why)} close={close} />
  );
}

export function CapturePage({id}: {id: string}) {
  const {t} = useTranslation(['captures', 'common']);
  const may = useMay('maintain');
  const [forgetting, set_forgetting] = useState(false);
  const path = `/captures/${encodeURIComponent(id)}`;
  const {data, error, refetch} = useGet<CaptureDetail>(path);
  const back = {href: '/captures', label: t('title')};
  if (error) return <><PageTitle title={t('one')} back={back} /><ErrorNote error={error} retry={() => void refetch()} /></>;
  if (!data) return <><PageTitle title={t('one')} back={back} /><Loading lines={8} /></>;
  return (
    <>
      <PageTitle title={data.file_name} back={back}
        lead={<>{t('read_by', {by: data.by})} <When at={data.at} />. {t('spans')} <When at={data.from} exact /> – <When at={data.to} exact />.</>}>
        <Button component="a" href={address(`${path}/report.html`)} download variant="default">{t('report')}</Button>
        <Button component="a" href={address(`${path}/proof.pcapng`)} download variant="default">{t('proof')}</Button>
        {may && <Button variant="default" onClick={() => set_forgetting(true)}>{t('forget.open')}</Button>}
      </PageTitle>
      <Stack gap="lg">
        <Verdict capture={data} />
        <Picture path={path} />
        <Connections capture={data} />
        <Files path={path} capture={data} />
        <Flows path={path} />
        <Signs path={path} capture={data} />
        <About capture={data} />
        <Text size="sm"><Anchor href={address(`${path}/files.csv`)} download>{t('files.csv')}</Anchor></Text>
      </Stack>
      {forgetting && <Forget capture={data} close={() => set_forgetting(false)} />}
    </>
  );
}
