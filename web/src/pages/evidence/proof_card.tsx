// The proof, checked in this browser: the verdict, and each step that led to it.
import {Button, Stack, Text} from '@mantine/core';
import {IconCircleCheck, IconCircleDashed, IconCircleX, IconDownload, IconShieldCheck, IconShieldQuestion, IconShieldX} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {ErrorNote} from '../../parts/error_note';
import {Loading} from '../../parts/loading';
import {Section} from '../../parts/section';
import {save} from '../../parts/table';
import {Term} from '../../parts/term';
import type {Checked} from '../../proof/check';
import type {Verdict} from '../../proof/note';
import classes from './evidence.module.css';
import {proof_file} from './proof_file';
import type {CheckedEntry} from './use_checked_entry';
import type {LogTrust} from './use_log';

const looks = {
  holds: {tone: 'good', shield: IconShieldCheck, mark: IconCircleCheck},
  broken: {tone: 'bad', shield: IconShieldX, mark: IconCircleX},
  unchecked: {tone: 'warn', shield: IconShieldQuestion, mark: IconCircleDashed},
} as const;

function VerdictBox({verdict, size, first}: {verdict: Verdict; size: number; first: boolean}) {
  const {t} = useTranslation('evidence');
  const {tone, shield: Shield} = looks[verdict];
  return (
    <div className={classes.verdict} data-tone={tone} data-verdict={verdict} role="status">
      <Shield size={40} stroke={1.6} aria-hidden />
      <div>
        <Text fw={600}>{t(`verdict.${verdict}`)}</Text>
        <Text size="sm">{t(`verdict.${verdict}_text`, {count: size})}{first && verdict === 'holds' && ` ${t('verdict.first')}`}</Text>
      </div>
    </div>
  );
}

function Step({checked, open}: {checked: Checked; open: boolean}) {
  const {t} = useTranslation('evidence');
  const {tone, mark: Mark} = looks[checked.verdict];
  return (
    <li className={classes.step} data-tone={tone} data-step={checked.step}>
      <Mark size={22} stroke={1.8} aria-hidden />
      <div style={{minWidth: 0}}>
        <div><b>{t(`step.${checked.step}`)}</b> <span className="visually-hidden">{t(`step_verdict.${checked.verdict}`)}</span></div>
        <div>{t(`step_text.${checked.step}`)}</div>
        {open && checked.lines.length > 0 && (
          <pre className={classes.made} tabIndex={0} aria-label={t(`step.${checked.step}`)}>{checked.lines.join('\n')}</pre>
        )}
      </div>
    </li>
  );
}

export function ProofCard({checked, trust}: {checked: CheckedEntry; trust: LogTrust}) {
  const {t} = useTranslation('evidence');
  const [open, set_open] = useState(false);
  const {proof, report, error, retry} = checked;
  return (
    <Section title={<Term k="inclusion_proof" />} lead={t('proof_lead')} actions={report && proof && (
      <>
        <Button variant="default" size="xs" onClick={() => set_open(!open)} aria-expanded={open}>
          {t(open ? 'numbers_hide' : 'numbers_show')}
        </Button>
        <Button variant="default" size="xs" leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => save(`entry-${proof.index}.proof`, proof_file(proof), 'text/plain;charset=utf-8')}>
          {t('proof_save')}
        </Button>
      </>
    )}>
      {error && <ErrorNote error={error} retry={retry} />}
      {!report && !error && <Loading lines={4} />}
      {report && (
        <Stack gap="md">
          <VerdictBox verdict={report.verdict} size={report.checkpoint?.size ?? 0} first={trust.meeting === 'first'} />
          <ol className={classes.steps}>
            {report.steps.map((step) => <Step key={step.step} checked={step} open={open} />)}
          </ol>
        </Stack>
      )}
    </Section>
  );
}
