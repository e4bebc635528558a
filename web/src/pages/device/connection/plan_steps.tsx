// In which order to change what, and what remains then.
import {Stack, Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import type {ConnectionPlan} from '../../../api/types';
import {Section} from '../../../parts/section';
import {Tag} from '../../../parts/tag';
import {Told} from '../../../parts/told';
import classes from './connection.module.css';

export function PlanSteps({plan}: {plan: ConnectionPlan}) {
  const {t} = useTranslation('device');
  return (
    <Stack gap="sm">
      {plan.best && <Text><b>{t('plan.best')}</b> <Told text={plan.best} /></Text>}
      <ol className={classes.steps}>
        {plan.steps.map((step, at) => (
          <li key={at}>
            <Text component="div" className="sentence"><Told text={step.what} /> <Tag>{t(`effort.${step.effort}`)}</Tag></Text>
            <Text size="sm" c="dimmed"><Told text={step.where} /></Text>
          </li>
        ))}
      </ol>
      {plan.gateway && <Text size="sm"><b>{t('plan.gateway')}</b> <Told text={plan.gateway} /></Text>}
      {!plan.gateway_known && <Text size="sm" c="dimmed">{t('plan.gateway_unknown')}</Text>}
      {plan.both_modes && <Text size="sm"><Told text={plan.both_modes} /></Text>}
      {plan.remains.length > 0 && (
        <div>
          <Text size="sm" fw={600}>{t('plan.remains')}</Text>
          <ul className={classes.clauses}>{plan.remains.map((one) => <li key={one}><Told text={one} /></li>)}</ul>
        </div>
      )}
    </Stack>
  );
}

export function PlanSection({plan}: {plan: ConnectionPlan}) {
  const {t} = useTranslation('device');
  return <Section title={t('plan.one')} lead={t('plan.one_lead')}><PlanSteps plan={plan} /></Section>;
}
