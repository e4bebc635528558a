// The exact change, per kind of server or device: to paste, with what it may break and how to undo it.
import {Select, Stack, Tabs, Text} from '@mantine/core';
import {useMediaQuery} from '@mantine/hooks';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import type {Remedy} from '../../../api/types';
import {CopyBlock} from '../../../parts/copy';
import {Term} from '../../../parts/term';
import {Told, useTold} from '../../../parts/told';

// A kind of server that is no proper name: in the page's language.
function useTarget() {
  const told = useTold();
  return (target: string) => told(target) ?? target;
}

// In what is to be pasted, the sentences: "# " and the like before them stay, and so does every line that is none.
function useText() {
  const told = useTold();
  const line = (text: string) => {
    const [, before = '', words = ''] = /^(\s*(?:(?:#+|;|\d+\.) +)?)(.*)$/.exec(text) ?? [];
    return before + (told(words) ?? words);
  };
  return (text: string) => text.split('\n').map(line).join('\n');
}

function One({remedy}: {remedy: Remedy}) {
  const {t} = useTranslation('device');
  const target = useTarget();
  const text = useText();
  return (
    <Stack gap="xs" pt="sm">
      <CopyBlock text={text(remedy.text)} label={t('remedy.copy', {target: target(remedy.target)})} />
      {remedy.may_break && <Text size="sm"><b>{t('remedy.may_break')}</b> <Told text={remedy.may_break} /></Text>}
      {remedy.undo && <Text size="sm"><b>{t('remedy.undo')}</b> <Told text={remedy.undo} /></Text>}
    </Stack>
  );
}

export function Remedies({remedies}: {remedies: Remedy[]}) {
  const {t} = useTranslation('device');
  const narrow = useMediaQuery('(max-width: 48em)', undefined, {getInitialValueInEffect: false});
  const [chosen, set_chosen] = useState('0');
  const named = useTarget();
  const here = remedies[Number(chosen)] ?? remedies[0];
  if (!here) return null;
  const names = remedies.map(({target}) => named(target));
  return (
    <Stack gap={4}>
      <Text fw={600} component="div"><Term k="remedy">{t('remedy.title')}</Term></Text>
      {remedies.length === 1 ? (
        <><Text size="sm" c="dimmed">{named(here.target)}</Text><One remedy={here} /></>
      ) : narrow || names.join('').length > 110 ? (
        <>
          <Select aria-label={t('remedy.target')} value={chosen} allowDeselect={false} maw={420}
            data={names.map((label, at) => ({value: String(at), label}))} onChange={(value) => set_chosen(value ?? '0')} />
          <One remedy={here} />
        </>
      ) : (
        <Tabs value={chosen} onChange={(value) => set_chosen(value ?? '0')} keepMounted={false}>
          <Tabs.List>{names.map((name, at) => <Tabs.Tab key={name} value={String(at)}>{name}</Tabs.Tab>)}</Tabs.List>
          {remedies.map((remedy, at) => <Tabs.Panel key={remedy.target} value={String(at)}><One remedy={remedy} /></Tabs.Panel>)}
        </Tabs>
      )}
    </Stack>
  );
}
