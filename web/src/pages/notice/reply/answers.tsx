// The form's questions as they are now answered, each with what it rests on.
import {Anchor, Text} from '@mantine/core';
import {IconCircleCheck, IconCircleX, IconHelpCircle} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import type {Answer, Reply} from '../../../api/types';
import {EvidenceLink} from '../../../parts/evidence_link';
import {useFormat} from '../../../parts/format';
import {Section} from '../../../parts/section';
import {Tag} from '../../../parts/tag';
import classes from './reply.module.css';

const looks = {
  yes: {tone: 'good', icon: IconCircleCheck},
  no: {tone: 'bad', icon: IconCircleX},
  unanswered: {tone: 'warn', icon: IconHelpCircle},
} as const;

function Line({answer, notice_id}: {answer: Answer; notice_id: string}) {
  const {t} = useTranslation('notice');
  const format = useFormat();
  return (
    <li className={classes.answer}>
      <div style={{minWidth: 0}}>
        <Text>{answer.label}</Text>
        {answer.evidence.length > 0 && (
          <Text size="sm" c="dimmed" component="div">
            {t('reply.rests_on')}{' '}
            {answer.evidence.slice(0, 8).map((index) => (
              <span key={index}><EvidenceLink index={index} words={String(index)} /> </span>
            ))}
            {answer.evidence.length > 8 && t('common:and_more', {count: answer.evidence.length - 8})}
          </Text>
        )}
        {answer.value !== 'yes' && answer.ask !== 'other' && (
          <Anchor component={Link} href={`/notices/${encodeURIComponent(notice_id)}/actions`} size="sm">{t('reply.to_actions')}</Anchor>
        )}
        {answer.ask === 'other' && <Text size="sm" c="dimmed">{t('reply.by_hand')}</Text>}
      </div>
      <div>
        <Tag {...looks[answer.value]}>{t(`answer.${answer.value}`)}</Tag>
        {answer.date && <Text size="sm" c="dimmed" ta="right">{format.date(answer.date)}</Text>}
      </div>
    </li>
  );
}

export function Answers({reply, notice_id}: {reply: Reply; notice_id: string}) {
  const {t} = useTranslation('notice');
  const asked = reply.answers.filter(({kind}) => kind !== 'text' && kind !== 'date');
  const secure = reply.devices.filter((device) => device.secure).length;
  return (
    <Section title={t('reply.answers')} lead={t('reply.answers_lead')}>
      <ul className={classes.answers}>
        {asked.map((answer, at) => <Line key={at} answer={answer} notice_id={notice_id} />)}
      </ul>
      <Text size="sm" c="dimmed">{t('reply.annex', {count: reply.devices.length, secure, not: reply.not_affected})}</Text>
    </Section>
  );
}
