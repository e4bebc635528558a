// One action owed: done by whom and when, with its evidence; or open, with the way to state it.
import {Button, Stack, Text} from '@mantine/core';
import {IconCircle, IconCircleCheckFilled, IconCircleHalf2} from '@tabler/icons-react';
import type {ReactNode} from 'react';
import {useTranslation} from 'react-i18next';
import type {CaseItem} from '../../../api/types';
import {EvidenceLink} from '../../../parts/evidence_link';
import {useFormat} from '../../../parts/format';
import {said_before} from './items';
import classes from './actions.module.css';

const icons = {open: IconCircle, done: IconCircleCheckFilled, excepted: IconCircleHalf2};

// A whole SHA-256 helps nobody who reads; it stands in the evidence, and in the title.
const short = (detail: string) => detail.replace(/\b([0-9a-f]{16})[0-9a-f]{48}\b/g, '$1…');

function Done({item}: {item: CaseItem}) {
  const format = useFormat();
  const words = [item.by, item.on && format.date(item.on)].filter(Boolean).join(', ');
  return (
    <Text size="sm" c="dimmed" component="div" style={{overflowWrap: 'anywhere'}}>
      {words}
      {item.evidence !== null && (
        <>
          {words && ' · '}
          <EvidenceLink index={item.evidence} />
        </>
      )}
      {item.detail && item.action !== 'measured-secure' && <div title={item.detail}>{short(item.detail)}</div>}
    </Text>
  );
}

export function ItemRow({item, state, children}: {item: CaseItem; state?: () => void; children?: ReactNode}) {
  const {t} = useTranslation('notice');
  const format = useFormat();
  const Picture = icons[item.state];
  const before = said_before(item);
  return (
    <li className={classes.item} data-state={item.state}>
      <Picture size={22} role="img" aria-label={t(`actions.${item.state}`)} className={classes.mark} />
      <Stack gap={2} style={{minWidth: 0}}>
        <Text fw={500}>{t(`action.${item.action}.title`)}</Text>
        {item.state === 'open' ? <Text size="sm" c="dimmed">{t(`action.${item.action}.open`)}</Text> : <Done item={item} />}
        {before && <Text size="sm" c="var(--warn-ink)">{t('actions.said_before', {by: before.by, on: format.date(before.on)})}</Text>}
        {children}
      </Stack>
      {state && (
        <Button size="compact-sm" variant={item.state === 'open' ? 'filled' : 'subtle'} onClick={state} className={classes.button}>
          {t(item.state === 'open' ? 'actions.state' : 'actions.state_again')}
        </Button>
      )}
    </li>
  );
}
