// Everything that was read, by subject; products keep their numbers together.
import {Box, Text, Title} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import type {Notice} from '../../../api/types';
import {Term} from '../../../parts/term';
import {Told} from '../../../parts/told';
import {AddValue} from './add_value';
import {NoProduct, TakenOut} from './no_product';
import classes from './letter.module.css';
import {NotUnderstood} from './not_understood';
import {ValueRow} from './value_row';
import {type Group, type ReadValue, groups} from './values';

export interface Choosing {
  chosen: string;
  choose: (field: string) => void;
  corrections?: Record<string, string>;
  correct?: (field: string, text: string | null) => void;
}

function Rows({values, choosing}: {values: ReadValue[]; choosing: Choosing}) {
  return (
    <ul className={classes.list}>
      {values.map((value) => (
        <ValueRow key={value.field} value={value} chosen={value.field === choosing.chosen} choose={choosing.choose}
          correction={choosing.corrections?.[value.field]} correct={choosing.correct} />
      ))}
    </ul>
  );
}

function Products({notice, values, choosing}: {notice: Notice; values: ReadValue[]; choosing: Choosing}) {
  const {t} = useTranslation('notice');
  return (
    <>
      <TakenOut notice={notice} />
      {notice.products.map((product, part) => choosing.corrections?.[`products.${part}`] === '' ? (
        <div key={part} className={classes.product}>
          <NoProduct out name={product.name.value} change={() => choosing.correct?.(`products.${part}`, null)} />
        </div>
      ) : (
        <div key={part} className={classes.product}>
          <Rows values={values.filter((value) => value.part === part)} choosing={choosing} />
          {choosing.correct && (
            <Box px={10}>
              <AddValue label="catalogue_number" words={t('letter.add_number')}
                add={(text) => choosing.correct?.(`products.${part}.catalogue_numbers.${product.catalogue_numbers.length}`, text)} />
              {product.name.value !== '' && (
                <NoProduct out={false} name={product.name.value} change={() => choosing.correct?.(`products.${part}`, '')} />
              )}
            </Box>
          )}
          {product.udi_not_applicable && (
            <Text size="sm" c="dimmed" px={16} py={4}>{t('letter.no_udi')} (<Term k="udi_di" />)</Text>
          )}
          {product.problems.map((problem) => (
            <Text key={problem} size="sm" c="var(--warn-ink)" px={16} py={4}><Told text={problem} /></Text>
          ))}
        </div>
      ))}
      {choosing.correct && (
        <Box px={10} pt={6} className={classes.product}>
          <AddValue label="product" words={t('letter.add_product')}
            add={(text) => choosing.correct?.(`products.${notice.products.length}.name`, text)} />
        </Box>
      )}
    </>
  );
}

export function ReadValues({notice, values, choosing}: {notice: Notice; values: ReadValue[]; choosing: Choosing}) {
  const {t} = useTranslation('notice');
  const of = (group: Group) => values.filter((value) => value.group === group);
  return (
    <div className={classes.values} tabIndex={0} role="group" aria-label={t('letter.read')}>
      {notice.unrecognised.length > 0 && (
        <Box p="md" pb={0}><NotUnderstood parts={notice.unrecognised} /></Box>
      )}
      {groups.filter((group) => of(group).length > 0).map((group) => (
        <section key={group} className={classes.group}>
          <Title order={3} className={classes.grouptitle}>{t(`group.${group}`)}</Title>
          {group === 'products' ? (
            <Products notice={notice} values={of(group)} choosing={choosing} />
          ) : (
            <Rows values={of(group)} choosing={choosing} />
          )}
        </section>
      ))}
    </div>
  );
}
