// What to do about the connections, worst first.
import {Anchor, Button, Card, Group, Pagination, Stack, Text, Title} from '@mantine/core';
import {IconCircleCheck, IconListCheck} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {useList} from '../../../api/queries';
import type {ConnectionPlan} from '../../../api/types';
import {EmptyState} from '../../../parts/empty_state';
import {ErrorNote} from '../../../parts/error_note';
import {GradeTriple, SeverityTag} from '../../../parts/grade';
import {Loading} from '../../../parts/loading';
import {PageTitle} from '../../../parts/page_title';
import {Tag} from '../../../parts/tag';
import {PlanSteps} from '../connection/plan_steps';
import {connection_path} from './connection_list';
import {Places} from './places';

const at_once = 20;

function One({plan}: {plan: ConnectionPlan}) {
  const {t} = useTranslation('device');
  return (
    <Card component="section" aria-label={plan.endpoint}>
      <Stack gap="sm">
        <Group justify="space-between" gap="sm">
          <Title order={2} size="h3" style={{overflowWrap: 'anywhere', minWidth: 0}}>
            <Anchor component={Link} href={connection_path(plan.endpoint)} inherit>{plan.endpoint}</Anchor>
          </Title>
          {plan.done ? (
            <Tag tone="good" icon={IconCircleCheck}>{t('plan.done')}</Tag>
          ) : (
            <Group gap="xs"><SeverityTag severity={plan.worst} /><Tag>{t(`effort.${plan.effort}`)}</Tag></Group>
          )}
        </Group>
        <GradeTriple grades={plan} />
        <Text size="sm" c="dimmed">{t('plan.used_by', {devices: plan.devices.join(', ') || '–'})}</Text>
        {!plan.done && <PlanSteps plan={plan} />}
      </Stack>
    </Card>
  );
}

export function PlanList() {
  const {t} = useTranslation(['device', 'common']);
  const [page, set_page] = useState(1);
  const asked = useList<ConnectionPlan>('/plan', {offset: (page - 1) * at_once, limit: at_once});
  const plans = asked.data?.items;
  const pages = Math.ceil((asked.data?.total ?? 0) / at_once);
  return (
    <>
      <PageTitle title={t('plan.title')} lead={t('plan.lead')} />
      <Places here="plan" />
      <ErrorNote error={asked.error} retry={() => void asked.refetch()} />
      {!plans && !asked.error && <Loading lines={8} />}
      {plans?.length === 0 && (
        <EmptyState icon={IconListCheck} title={t('plan.empty')} text={t('plan.empty_text')}>
          <Button component={Link} href="/devices">{t('connections.to_devices')}</Button>
        </EmptyState>
      )}
      <Stack>
        {plans?.map((plan) => <One key={plan.endpoint} plan={plan} />)}
        {pages > 1 && (
          <Pagination total={pages} value={page} onChange={set_page} siblings={0}
            getControlProps={(control) => ({'aria-label': t(`common:table.${control}`)})}
            getItemProps={(one) => ({'aria-label': t('common:table.page', {page: one})})} />
        )}
      </Stack>
    </>
  );
}
