// A word of the trade, with what it means: <Term k="integrity" /> or <Term k="integrity">unaltered</Term>.
// `plain`: inside something that already takes the focus.
import {Tooltip} from '@mantine/core';
import type {ReactNode} from 'react';
import {useTranslation} from 'react-i18next';

export function Term({k, children, plain = false}: {k: string; children?: ReactNode; plain?: boolean}) {
  const {t} = useTranslation('terms');
  return (
    <Tooltip label={t(`${k}.means`)}>
      <span className="term" tabIndex={plain ? undefined : 0}>{children ?? t(`${k}.word`)}</span>
    </Tooltip>
  );
}
