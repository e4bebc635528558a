// One connection: how well it is protected and why, what is wrong and how to mend it, and what was really answered.
import {Button, Stack, Text} from '@mantine/core';
import {IconRadar2} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {useGet} from '../../../api/queries';
import {useMay} from '../../../api/session';
import type {ConnectionDetail} from '../../../api/types';
import {EmptyState} from '../../../parts/empty_state';
import {ErrorNote} from '../../../parts/error_note';
import {JobProgress} from '../../../parts/job_progress';
import {Loading} from '../../../parts/loading';
import {PageTitle} from '../../../parts/page_title';
import {Earlier} from './earlier';
import {History} from './history';
import {Measured} from './measured';
import {Measurement} from './measurement';
import {PlanSection} from './plan_steps';
import {useAudit} from './use_audit';
import {UsedBy} from './used_by';

function Latest({detail}: {detail: ConnectionDetail}) {
  const {latest, plan, history} = detail;
  if (!latest) return null;
  return (
    <>
      <Measurement shown={latest} />
      {plan && !plan.done && plan.steps.length > 0 && <PlanSection plan={plan} />}
      <History items={history} endpoint={detail.endpoint} />
      <Measured observation={latest.observation} evidence={latest.evidence} />
    </>
  );
}

// `earlier`: the id of a measurement that is to be shown instead of the latest.
export function ConnectionPage({endpoint, earlier}: {endpoint: string; earlier: string | null}) {
  const {t} = useTranslation('device');
  const may = useMay('measure');
  const audit = useAudit();
  const asked = useGet<ConnectionDetail>('/connection', {endpoint});
  const back = {href: '/connection', label: t('connections.title')};
  const again = may && (
    <Button leftSection={<IconRadar2 size={16} aria-hidden />} loading={audit.starting}
      onClick={() => audit.begin({names: [endpoint]})}>
      {t(asked.data?.latest ? 'connection.again' : 'connection.measure')}
    </Button>
  );
  if (asked.error) return (
    <>
      <PageTitle title={endpoint} back={back} />
      <ErrorNote error={asked.error} retry={() => void asked.refetch()} />
    </>
  );
  if (!asked.data) return <Loading lines={8} />;
  const {latest, devices, device_count} = asked.data;
  const old = earlier !== null && earlier !== latest?.observation.id;
  return (
    <>
      <PageTitle title={endpoint} back={back} lead={<UsedBy devices={devices} count={device_count ?? devices.length} />}>
        {latest && again}
      </PageTitle>
      <Stack gap="lg">
        <ErrorNote error={audit.error} />
        {audit.job && <JobProgress id={audit.job} />}
        {old ? <Earlier id={earlier} endpoint={endpoint} /> : <Latest detail={asked.data} />}
        {!latest && (
          <EmptyState icon={IconRadar2} title={t('connection.never')} text={t('connection.never_text')}>
            {again || <Text c="dimmed">{t('connection.may_not')}</Text>}
          </EmptyState>
        )}
      </Stack>
    </>
  );
}
