// What needs somebody today, the worst first.
import {Text} from '@mantine/core';
import {IconAlertTriangle, IconArrowRight, IconCheck, IconChecklist, IconInfoCircle} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import type {Todo} from '../../api/types';
import {Breakable} from '../../parts/breakable';
import {EmptyState} from '../../parts/empty_state';
import {Section} from '../../parts/section';
import {useTold} from '../../parts/told';
import classes from './overview.module.css';

const looks = {
  danger: {tone: 'bad', icon: IconAlertTriangle},
  do: {tone: 'accent', icon: IconChecklist},
  note: {tone: 'none', icon: IconInfoCircle},
} as const;
const look_of = (kind: string) => looks[kind as keyof typeof looks] ?? looks.do;

function Words({item, answer}: {item: Todo; answer?: string}) {
  const {t} = useTranslation('overview');
  const words = (part: string) => t(`todo.${item.text_key}.${part}`, {...item.params, answer, defaultValue: ''});
  return (
    <>
      <Text component="span" fw={550} display="block"><Breakable text={words('what') || item.text_key} /></Text>
      {words('do') && <Text component="span" size="sm" c="dimmed" display="block">{words('do')}</Text>}
    </>
  );
}

// What stopped a mail: a sentence of the service's, or of the mail server's, which is shown as it came.
function ToldWords({item}: {item: Todo}) {
  const told = useTold();
  const answer = String(item.params.answer);
  return <Words item={item} answer={told(answer) ?? answer} />;
}

export function TodoList({items}: {items: Todo[]}) {
  const {t} = useTranslation('overview');
  if (!items.length)
    return (
      <Section title={t('todo.title')}>
        <EmptyState icon={IconCheck} order={3} title={t('todo.none')} text={t('todo.none_more')} />
      </Section>
    );
  return (
    <Section title={t('todo.title')}>
      <ul className={classes.todo}>
        {items.map((item) => {
          const {tone, icon: Picture} = look_of(item.kind);
          return (
            <li key={`${item.text_key} ${item.link} ${JSON.stringify(item.params)}`}>
              <Link href={item.link} className={classes.task} data-tone={tone}>
                <span className={classes.badge}><Picture size={19} stroke={1.7} aria-hidden /></span>
                <span className={classes.words}>{item.params.answer ? <ToldWords item={item} /> : <Words item={item} />}</span>
                <IconArrowRight size={18} stroke={1.6} aria-hidden className={classes.go} />
              </Link>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
