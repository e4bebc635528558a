import {Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import type {Assessment, Observation} from '../../../api/types';
import {Section} from '../../../parts/section';
import {Term} from '../../../parts/term';
import {FindingItem} from './finding_item';

export function Findings({assessment, observation}: {assessment: Assessment; observation: Observation}) {
  const {t} = useTranslation('device');
  const {findings} = assessment;
  return (
    <Section title={<><Term k="finding">{t('findings.title')}</Term> ({findings.length})</>} lead={t('findings.lead')}>
      {findings.length === 0 && <Text>{t('findings.none')}</Text>}
      {findings.map((finding) => <FindingItem key={finding.id} finding={finding} observation={observation} />)}
    </Section>
  );
}
