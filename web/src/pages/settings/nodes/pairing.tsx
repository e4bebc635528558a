// Two nodes learn each other's keys: a line goes from the one that receives to the one that sends, and one comes back.
import {CloseButton, SegmentedControl} from '@mantine/core';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Section} from '../../../parts/section';
import {Term} from '../../../parts/term';
import {Accept} from './accept';
import {Invite} from './invite';

export function Pairing({close}: {close: () => void}) {
  const {t} = useTranslation(['settings', 'common']);
  const [side, set_side] = useState('receives');
  return (
    <Section title={<Term k="pairing" />} lead={t('pairing.lead')} actions={<CloseButton onClick={close} aria-label={t('common:close')} />}>
      <SegmentedControl value={side} onChange={set_side} aria-label={t('pairing.which')} w="fit-content"
        data={['receives', 'sends'].map((value) => ({value, label: t(`pairing.${value}`)}))} />
      {side === 'receives' ? <Invite /> : <Accept />}
    </Section>
  );
}
